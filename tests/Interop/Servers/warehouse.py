# spyne (https://github.com/arskom/spyne) as a server: its own WSDL, wrapped and bare, SOAP 1.1 and 1.2. Its MTOM does not
# run on Python 3, so that message is put together here.
import decimal
import logging
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.util import shift_path_info

from spyne import (Application, Array, Boolean, ByteArray, ComplexModel, Date, DateTime, Decimal, Fault, Integer32, ServiceBase, Unicode,
                   XmlAttribute, rpc)
from spyne.protocol.soap import Soap11, Soap12
from spyne.server.wsgi import WsgiApplication

logging.disable(logging.CRITICAL)
NS = 'urn:warehouse'
PICTURE = b'\x89PNG \x00\xff\r\n--' + bytes(range(256))


class Bin(ComplexModel):
    __namespace__ = NS
    Shelf = Unicode(min_occurs=1)
    Count = Integer32(min_occurs=1)


class Article(ComplexModel):
    __namespace__ = NS
    No = Unicode(min_occurs=1)
    Price = Decimal(min_occurs=1)
    Stock = Integer32(min_occurs=1)
    Listed = Date
    Changed = DateTime
    Active = Boolean
    Note = Unicode(nillable=True, min_occurs=1)
    Tag = Unicode(max_occurs='unbounded')
    Bins = Array(Bin)
    rev = XmlAttribute(Integer32)


class NoSuchArticle(Fault):
    __namespace__ = NS
    CODE = 'Client.NoSuchArticle'

    def __init__(self, no):
        super().__init__('Client.NoSuchArticle', f'There is no article {no}.')


class Warehouse(ServiceBase):
    @rpc(Unicode, _returns=Article, _throws=NoSuchArticle)
    def GetArticle(ctx, No):
        if No == 'none':
            raise NoSuchArticle(No)
        n = int(No)
        return Article(No=No, Price=decimal.Decimal('1234567890123456789.0123456789'), Stock=3, Note=None, rev=7, Active=True,
                       Tag=[f't{i}' for i in range(n)], Bins=[Bin(Shelf=f'S{i} <&>', Count=i) for i in range(n)])

    @rpc(Article, _returns=Article, _body_style='bare')
    def StoreArticle(ctx, article):
        return article

    @rpc(Unicode, _returns=ByteArray(encoding='base64'))
    def GetPicture(ctx, No):
        return [PICTURE]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def serve(protocol):
    return WsgiApplication(Application([Warehouse], NS, name='Warehouse', in_protocol=protocol(validator='lxml'), out_protocol=protocol()))


served = {'soap11': serve(Soap11), 'soap12': serve(Soap12)}


def packed(start_response):
    envelope = (f'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><GetPictureResponse xmlns="{NS}"><GetPictureResult>'
                '<i:Include xmlns:i="http://www.w3.org/2004/08/xop/include" href="cid:picture%40warehouse"/>'
                '</GetPictureResult></GetPictureResponse></e:Body></e:Envelope>')
    parts = ((b'application/xop+xml; charset=UTF-8; type="text/xml"', b'root@warehouse', envelope.encode()),
             (b'application/octet-stream', b'picture@warehouse', PICTURE))
    body = b''.join(b'--=_b1\r\nContent-Type: %s\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <%s>\r\n\r\n%s\r\n' % (kind, cid, content)
                    for kind, cid, content in parts) + b'--=_b1--\r\n'
    start_response('200 OK', [('Content-Type', 'multipart/related; boundary="=_b1"; type="application/xop+xml"; start="<root@warehouse>"; start-info="text/xml"')])
    return [body]


def route(environ, start_response):
    if environ['PATH_INFO'].startswith('/mtom'):
        return packed(start_response)
    return served[shift_path_info(environ)](environ, start_response)


server = make_server('127.0.0.1', 0, route, handler_class=Quiet)
print(f'http://127.0.0.1:{server.server_port}', flush=True)


# Whoever started this holds its input open.
def stop():
    sys.stdin.read()
    server.shutdown()


threading.Thread(target=stop, daemon=True).start()
server.serve_forever()
