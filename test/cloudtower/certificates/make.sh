#!/bin/sh
# Makes the certificates of this folder anew. Needs openssl 3.
set -eu
cd "$(dirname "$0")"
FOREVER=36500

# authority NAME "SUBJECT": a CA of its own
authority() {
  openssl req -x509 -newkey rsa:2048 -nodes -sha256 -days $FOREVER -keyout "$1.key.pem" -out "$1.pem" -subj "/CN=$2" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
}

# leaf NAME "ALTERNATIVE NAMES" FROM UNTIL: a certificate signed by the CA "ca"
leaf() {
  printf 'subjectAltName=%s\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n' "$2" > leaf.ext
  openssl req -new -newkey rsa:2048 -nodes -sha256 -keyout "$1.key.pem" -out leaf.csr -subj "/CN=$1.cloudtower.test"
  : > leaf.index
  printf '[ca]\ndefault_ca=c\n[c]\ndatabase=leaf.index\nnew_certs_dir=.\nrand_serial=yes\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n' > leaf.cnf
  openssl ca -batch -config leaf.cnf -cert ca.pem -keyfile ca.key.pem -in leaf.csr -out "$1.pem" -notext \
    -startdate "$3" -enddate "$4" -extfile leaf.ext
  rm -f leaf.* ./*[0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F].pem
}

authority ca "Test CA of pulumi-cloudtower"
authority other-ca "Another test CA of pulumi-cloudtower"
leaf good "DNS:localhost,IP:127.0.0.1" 20200101000000Z 21250101000000Z
leaf expired "DNS:localhost,IP:127.0.0.1" 20200101000000Z 20210101000000Z
leaf other-name "DNS:tower.example.com" 20200101000000Z 21250101000000Z
openssl req -x509 -newkey rsa:2048 -nodes -sha256 -days $FOREVER -keyout self-signed.key.pem -out self-signed.pem \
  -subj "/CN=self-signed.cloudtower.test" -addext "subjectAltName=DNS:localhost,IP:127.0.0.1"
# Nothing is signed with them again.
rm -f ca.key.pem other-ca.key.pem
