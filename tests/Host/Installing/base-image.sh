#!/usr/bin/env bash
# base-image.sh REGISTRY FOLDER: pushes the image base:1 to a registry (host:port, HTTP): the machine's own C and TLS libraries and
# nothing else, as a stand-in for the base image where its registry cannot be reached.
set -euo pipefail
registry=http://$1
mkdir -p "$2/root"
cd "$2"
mkdir -p root/{etc,tmp,plan,data,proc,dev,lib64}
chmod 1777 root/tmp
echo 'app:x:1654:1654::/:/sbin/nologin' >root/etc/passwd
libraries=$(ldconfig -p | grep -oE '/[^ ]*/lib(c|m|dl|rt|pthread|gcc_s|stdc\+\+|ssl|crypto|nss_files|nss_dns|resolv)\.so\.[0-9]+$' | sort -u)
for library in $libraries /lib64/ld-linux-x86-64.so.2; do
  mkdir -p "root$(dirname "$library")"
  cp -L "$library" "root$library"
done
tar --owner=0 --group=0 --numeric-owner -C root -cf layer.tar .
content=sha256:$(sha256sum layer.tar | cut -d' ' -f1)
gzip -n layer.tar

digest() { echo "sha256:$(sha256sum "$1" | cut -d' ' -f1)"; }
size() { stat -c %s "$1"; }
push() {
  local at
  at=$(curl -fsS -X POST -D - -o /dev/null "$registry/v2/base/blobs/uploads/" | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
  curl -fsS -X PUT -H 'Content-Type: application/octet-stream' --data-binary "@$1" "$at&digest=$(digest "$1")"
}
cat >config.json <<END
{"architecture":"amd64","os":"linux","config":{"Env":["PATH=/usr/bin"]},
 "rootfs":{"type":"layers","diff_ids":["$content"]},"history":[{"created_by":"base-image.sh"}]}
END
push layer.tar.gz
push config.json
oci=application/vnd.oci.image
cat >manifest.json <<END
{"schemaVersion":2,"mediaType":"$oci.manifest.v1+json",
 "config":{"mediaType":"$oci.config.v1+json","digest":"$(digest config.json)","size":$(size config.json)},
 "layers":[{"mediaType":"$oci.layer.v1.tar+gzip","digest":"$(digest layer.tar.gz)","size":$(size layer.tar.gz)}]}
END
curl -fsS -X PUT -H "Content-Type: $oci.manifest.v1+json" --data-binary @manifest.json "$registry/v2/base/manifests/1"
