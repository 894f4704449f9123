<?php
// Other people's SOAP stack calls the CRM by SOAP 1.2, with a wsse:Security header made by hand for every call.
// Prints one line of JSON per call.
[, $wsdl, $user, $password] = $argv;

const OASIS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-';

function security(string $user, string $password): SoapHeader
{
    $nonce = random_bytes(20);
    $created = gmdate('Y-m-d\TH:i:s\Z');
    $digest = base64_encode(sha1($nonce . $created . $password, true));
    $xml = '<wsse:Security xmlns:wsse="' . OASIS . 'wssecurity-secext-1.0.xsd" xmlns:wsu="' . OASIS . 'wssecurity-utility-1.0.xsd">'
        . "<wsse:UsernameToken><wsse:Username>$user</wsse:Username>"
        . '<wsse:Password Type="' . OASIS . "username-token-profile-1.0#PasswordDigest\">$digest</wsse:Password>"
        . '<wsse:Nonce>' . base64_encode($nonce) . "</wsse:Nonce><wsu:Created>$created</wsu:Created>"
        . '</wsse:UsernameToken></wsse:Security>';
    return new SoapHeader(OASIS . 'wssecurity-secext-1.0.xsd', 'Security', new SoapVar($xml, XSD_ANYXML), true);
}

$client = new SoapClient($wsdl, ['cache_wsdl' => WSDL_CACHE_NONE, 'soap_version' => SOAP_1_2, 'trace' => true]);
$call = function (string $operation, array $request, ?string $as = null) use ($client, $user, $password) {
    return $client->__soapCall($operation, [$request], [], security($user, $as ?? $password));
};

echo json_encode($call('GetCustomer', ['CustomerNo' => 'C-1002'])->Customer), "\n";

$customer = [
    'Status' => 'Prospect',
    'Name' => "B\u{fc}ro & <S\u{fc}d>",
    'CreditLimit' => null,
    'Phone' => [['_' => '+49 170 1', 'Type' => 'Mobile']],
    'Addresses' => ['Address' => [[
        'Type' => 'Billing', 'Lines' => ['Line' => ['Hof 1', '2. Stock']], 'City' => "K\u{f6}ln", 'Country' => 'DE',
    ]]],
];
echo json_encode($call('CreateCustomer', ['Customer' => $customer, 'ExternalRef' => 'php-1'])->Customer), "\n";

try {
    $call('GetCustomer', ['CustomerNo' => 'C-9999']);
} catch (SoapFault $fault) {
    echo json_encode(['code' => $fault->faultcode, 'detail' => $fault->detail]), "\n";
}

try {
    $call('GetCustomer', ['CustomerNo' => 'C-1002'], as: 'guess');
} catch (SoapFault $fault) {
    // PHP's fault has no subcode, so it is read from the answer itself.
    preg_match('~Subcode>\s*<[^>]*Value[^>]*>([^<]*)<~', $client->__getLastResponse(), $subcode);
    echo json_encode(['code' => $fault->faultcode, 'subcode' => $subcode[1] ?? null]), "\n";
}
