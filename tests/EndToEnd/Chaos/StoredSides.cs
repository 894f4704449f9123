using System.Data.Common;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Tests.Processes;

namespace Hub.EndToEnd.Tests.Chaos;

/// <summary>What both sides keep, read where it is kept: by the old systems' own doors, in the new services' stores.</summary>
/// <param name="Legacy">What the old systems keep.</param>
/// <param name="New">What the new services keep.</param>
/// <param name="Listed">The conflicts that the hub lists.</param>
internal sealed record StoredSides(SideContent Legacy, SideContent New, IReadOnlyList<ListedConflict> Listed)
{
    private static readonly string[] CustomerFields =
        ["name", "status", "segment", "taxNumber", "creditLimit", "customerSince", "language", "note"];

    public static async Task<StoredSides> ReadAsync(Landscape landscape, IHubShape hub, HubUnderTest asked)
    {
        var (atNew, namesAtNew) = await ReadNewAsync(hub);
        return new StoredSides(
            new SideContent(await ReadLegacyAsync(landscape)),
            new SideContent(atNew),
            [.. (await asked.GetAsync("/hub/api/sync/conflicts?limit=1000")).EnumerateArray().SelectMany(c =>
                ListedIn(c, namesAtNew))]);
    }

    private static IEnumerable<ListedConflict> ListedIn(JsonElement conflict, Dictionary<string, string> names) =>
        conflict.GetProperty("fields").EnumerateArray().Select(f => new ListedConflict(
            names.GetValueOrDefault(conflict.GetProperty("newKey").GetString()!, "?"),
            f.GetProperty("path").GetString()!,
            [Text(f, "legacy"), Text(f, "new")]));

    private static async Task<List<SideRecord>> ReadLegacyAsync(Landscape landscape)
    {
        using var finance = new HttpClient { BaseAddress = new Uri(landscape.FinanceControl) };
        using var crm = new HttpClient { BaseAddress = new Uri(landscape.CrmAddress) };
        var (records, names) = (new List<SideRecord>(), new Dictionary<string, string>());
        foreach (var customer in (await crm.GetFromJsonAsync<JsonElement>("/control/crm/customers")).EnumerateArray())
        {
            var number = Text(customer, "customerNo");
            names[number] = NameOf(number, Text(customer, "name"));
            records.Add(new SideRecord(names[number], CustomerFields.ToDictionary(f => f, f => f switch
            {
                "status" => Text(customer, f).ToLowerInvariant(),
                "taxNumber" => Text(customer, "taxNo"),
                _ => Text(customer, f),
            })));
        }

        foreach (var order in await landscape.OrdersAsync())
            records.Add(Order(
                $"O-{Text(order, "orderNo")}", Text(order, "customerRef"),
                names.GetValueOrDefault(Text(order, "customerNo").Trim(), "?"), order.GetProperty("totalAmount").GetDecimal()));
        records.AddRange((await finance.GetFromJsonAsync<JsonElement>("/control/finance/invoices")).EnumerateArray()
            .Where(i => i.GetProperty("comp").GetInt32() == 1)
            .Select(i => Invoice(
                $"I-{Text(i, "docNo")}", i.GetProperty("groAm").GetDecimal() / 100, i.GetProperty("payAm").GetDecimal() / 100)));
        return records;
    }

    private static async Task<(List<SideRecord> Records, Dictionary<string, string> Names)> ReadNewAsync(IHubShape hub)
    {
        var (records, names) = (new List<SideRecord>(), new Dictionary<string, string>());
        await QueryAsync(
            hub, "customers",
            "SELECT id, name, status, segment, tax_number, credit_limit, customer_since, language, note FROM customers",
            row =>
            {
                names[row[0]] = NameOf(row[0], row[1]);
                var values = row.Skip(1).ToList();
                values[1] = values[1].ToLowerInvariant();
                values[4] = values[4].Length == 0 ? "" : FieldText.Of(decimal.Parse(values[4]));
                records.Add(new SideRecord(
                    names[row[0]], CustomerFields.Zip(values).ToDictionary(f => f.First, f => f.Second)));
            });
        await QueryAsync(hub, "orders", "SELECT id, reference, customer_id, total FROM orders", row =>
            records.Add(Order(row[0], row[1], names.GetValueOrDefault(row[2].Trim(), "?"), decimal.Parse(row[3]))));
        await QueryAsync(hub, "invoices", "SELECT id, content FROM invoices", row =>
        {
            var invoice = JsonElement.Parse(row[1]);
            records.Add(Invoice(row[0], invoice.GetProperty("gross").GetDecimal(), invoice.GetProperty("paid").GetDecimal()));
        });
        return (records, names);
    }

    /// <summary>A record that was made meanwhile has a key of its own on each side, and a name that only it has.</summary>
    private static string NameOf(string key, string name) =>
        string.CompareOrdinal(key, "C-2") < 0 ? $"customer {key}" : $"customer {name}";

    private static SideRecord Order(string id, string reference, string customer, decimal total) => new(
        reference.StartsWith("chaos ", StringComparison.Ordinal) ? $"order {reference}" : $"order {id}",
        new Dictionary<string, string> { ["customer"] = customer, ["total"] = FieldText.Of(total) });

    private static SideRecord Invoice(string id, decimal gross, decimal paid) => new(
        $"invoice {id}", new Dictionary<string, string> { ["gross"] = FieldText.Of(gross), ["paid"] = FieldText.Of(paid) });

    private static string Text(JsonElement record, string property) => record.TryGetProperty(property, out var value)
        ? FieldText.Of(JsonNode.Parse(value.GetRawText()))
        : "";

    private static async Task QueryAsync(IHubShape hub, string part, string statement, Action<IReadOnlyList<string>> take)
    {
        await using var connection = await hub.OpenAsync(part);
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var row = new string[reader.FieldCount];
            for (var n = 0; n < row.Length; n++)
                row[n] = await reader.IsDBNullAsync(n) ? "" : reader.GetString(n);
            take(row);
        }
    }
}
