namespace Hub.Contract.Tests;

/// <summary>Requests that no side takes.</summary>
public static class BadRequests
{
    public static TheoryData<string> OfOrders { get; } =
    [
        "", "null", "[]", "7", "{}", "{} {}", "<order/>",
        """{"customerId": "C-1001", "lines": []}""",
        """{"customerId": "C-1001", "lines": {}}""",
        """{"customerId": "C-1001", "lines": [1, null, {}]}""",
        """{"customerId": "C-1001", "lines": [{"sku": "P-2001"}, {"quantity": 1}]}""",
        """{"customerId": "C-1001", "lines": [{"sku": "P-2001", "quantity": 1.5}]}""",
        """{"customerId": "C-1001", "lines": [{"sku": "P-2001", "quantity": 0}]}""",
        """{"customerId": "C-1001", "lines": [{"sku": "P-2001", "quantity": 1e400}]}""",
        """{"customerId": "C-1001", "lines": [{"sku": "P-2001", "quantity": "two"}]}""",
        """{"customerId": "C-1001", "lines": [{"sku": "P-2001", "quantity": NaN}]}""",
        """{"customerId": "", "lines": [{"sku": "P-2001", "quantity": 1}]}""",
        """{"customerId": null, "lines": [{"sku": "P-2001", "quantity": 1}]}""",
        """{"customerId": 7, "lines": [{"sku": "P-2001", "quantity": 1}]}""",
        """{"customerId": "C-10011001100", "lines": [{"sku": "P-2001", "quantity": 1}]}""",
        """{"customerId": "C-1001", "total": 1, "lines": [{"sku": "P-2001", "quantity": 1, "price": 1}]}""",
        """{"customerId": "C-1001", "customerId": "C-1002", "lines": [{"sku": "\ud800", "sku": "\u0000", "quantity": 1}]}""",
        """{"customerId": "\udc00\ud800", "\ud800": 1, "lines": [{"sku": "a\u0001", "quantity": 1}]}""",
        """{"customerId": "a\u0001", "lines": [{"sku": "P-2001", "quantity": 1}]}""",
        string.Concat(Enumerable.Repeat("{\"lines\":[", 5000)),
    ];

    public static TheoryData<string> OfCustomers { get; } =
    [
        "", "null", "[]", "7", "{}", "{} {}",
        With("\"name\": 7"), With("\"name\": null"), With("\"status\": \"Active\""), With("\"status\": 0"),
        With("\"segment\": \"a\""), With("\"creditLimit\": true"), With("\"creditLimit\": 1e15"), With("\"creditLimit\": 0.001"),
        With("\"customerSince\": \"2023-02-29\""), With("\"language\": \"de_DE\""), With("\"language\": \"\""),
        With("\"phones\": {}"), With("\"phones\": [1, null]"), With("\"phones\": [{}]"), With("\"addresses\": \"x\""),
        With("\"addresses\": [{\"type\": \"billing\", \"primary\": \"yes\", \"lines\": [1], \"country\": \"de\", \"zip\": 1}]"),
        With("\"contacts\": [{\"name\": \"x\", \"email\": 7}]"),
        With("\"note\": \"\\u001b\""), With("\"note\": \"\\u0000\""), With("\"note\": []"), With("\"modifiedAt\": 1"),
        With($"\"note\": \"{new string('x', 401)}\""),
    ];

    private static string With(string member)
    {
        string[] others =
        [
            "\"name\": \"Ann\"", "\"status\": \"active\"", "\"creditLimit\": null", "\"phones\": []", "\"addresses\": []",
        ];
        return $"{{{string.Join(", ", others.Where(o => o.Split(':')[0] != member.Split(':')[0]).Append(member))}}}";
    }
}
