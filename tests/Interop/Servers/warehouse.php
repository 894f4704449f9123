<?php
// PHP's SoapServer: php -S 127.0.0.1:0 warehouse.php, with the folder of the WSDLs in CONTRACTS.
ini_set('soap.wsdl_cache_enabled', '0');
const FILES = ['/document' => 'warehouse.wsdl', '/rpc-literal' => 'rpc-literal.wsdl', '/rpc-encoded' => 'rpc-encoded.wsdl'];

class Warehouse
{
    public function GetArticle(object $request): object
    {
        if ($request->No === 'none') {
            throw new SoapFault('Client', 'There is no such article.', null, (object) ['NoSuchArticle' => ['No' => 'none', 'Known' => 2]], 'NoSuchArticle');
        }

        $n = (int) $request->No;
        return (object) ['Article' => (object) [
            'rev' => 7, 'No' => $request->No, 'Price' => '1234567890123456789.0123456789', 'Stock' => 3, 'Listed' => '2024-02-29',
            'Changed' => '2026-01-05T08:30:00.125+01:00', 'Active' => true, 'Note' => null,
            'Tag' => array_map(fn ($i) => "t$i", $n > 0 ? range(0, $n - 1) : []),
            'Bin' => array_map(fn ($i) => (object) ['Shelf' => "S$i <&>", 'Count' => $i], $n > 0 ? range(0, $n - 1) : []),
        ]];
    }

    public function StoreArticle(object $request): object
    {
        return $request;
    }
}

class Rpc
{
    public function Add(int $left, float $right): float
    {
        return $left + $right;
    }

    public function Store(object $article): object
    {
        return $article;
    }

    public function List(int $count): mixed
    {
        $articles = array_map(fn ($i) => (object) ['No' => "a$i", 'Price' => '0.10', 'Note' => null], $count > 0 ? range(0, $count - 1) : []);
        return str_starts_with($_SERVER['REQUEST_URI'], '/rpc-encoded') ? $articles : (object) ['Article' => $articles];
    }
}

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (!isset(FILES[$path])) {
    http_response_code(404);
    return;
}

$server = new SoapServer(getenv('CONTRACTS') . '/' . FILES[$path], ['cache_wsdl' => WSDL_CACHE_NONE, 'features' => SOAP_SINGLE_ELEMENT_ARRAYS]);
$server->setClass($path === '/document' ? 'Warehouse' : 'Rpc');
$server->handle();
