<?php
// Other people's SOAP stack reads the WSDL and calls the ERP. Prints one line of JSON per call.
$client = new SoapClient($argv[1], ['cache_wsdl' => WSDL_CACHE_NONE, 'exceptions' => true]);

$item = $client->GetItem(['ItemNo' => 'P-2005'])->Item;
echo json_encode($item), "\n";

$order = $client->PlaceOrder([
    'CustomerNo' => 'C-1003',
    'CustomerRef' => "B\u{fc}ro & <S\u{fc}d>",
    'ExternalRef' => 'php-1',
    'Lines' => ['Line' => [['ItemNo' => 'P-2001', 'Qty' => 3], ['ItemNo' => 'P-2024', 'Qty' => 2]]],
])->Order;
echo json_encode($order), "\n";

try {
    $client->GetItem(['ItemNo' => 'P-9999']);
} catch (SoapFault $fault) {
    echo json_encode(['code' => $fault->faultcode, 'detail' => $fault->detail]), "\n";
}
