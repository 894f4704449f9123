using System.Globalization;
using System.Text.Json.Nodes;

namespace Hub.Adapters.Tests.Crm;

/// <summary>
/// What a customer of the CRM is in the contract, written a second time and by hand: the oracle of the mapping.
/// </summary>
internal static class AsContract
{
    public static JsonObject Of(JsonObject record)
    {
        var contract = new JsonObject();
        Take(contract, record, ("id", "customerNo"), ("name", "name"));
        contract["status"] = record["status"]!.ToString().ToLowerInvariant();
        Take(contract, record, ("segment", "segment"), ("taxNumber", "taxNo"));
        contract["creditLimit"] = record["creditLimit"] is { } limit
            ? JsonNode.Parse(limit.GetValue<decimal>().ToString("0.00", CultureInfo.InvariantCulture))
            : null;
        Take(contract, record, ("customerSince", "customerSince"), ("language", "language"));
        contract["phones"] = Phones(record);
        contract["addresses"] = new JsonArray([.. record["addresses"]!.AsArray().Select(a => Address(a!.AsObject()))]);
        if (record["contacts"] is JsonArray contacts)
            contract["contacts"] = new JsonArray([.. contacts.Select(c => Contact(c!.AsObject()))]);
        Take(contract, record, ("note", "note"), ("externalReference", "externalRef"));
        return contract;
    }

    private static JsonObject Address(JsonObject record)
    {
        var address = new JsonObject { ["type"] = record["type"]!.ToString().ToLowerInvariant() };
        Take(
            address,
            record,
            ("primary", "primary"),
            ("lines", "lines"),
            ("postCode", "postCode"),
            ("city", "city"),
            ("country", "country"));
        return address;
    }

    private static JsonObject Contact(JsonObject record)
    {
        var contact = new JsonObject { ["name"] = record["name"]!.DeepClone() };
        Take(contact, record, ("role", "role"));
        contact["email"] = record["email"]?.DeepClone();
        contact["phones"] = Phones(record);
        return contact;
    }

    private static JsonArray Phones(JsonObject record) => new([.. record["phones"]!.AsArray().Select(p => new JsonObject
    {
        ["type"] = p!["type"]!.ToString().ToLowerInvariant(),
        ["number"] = p["number"]!.DeepClone(),
    })]);

    private static void Take(JsonObject contract, JsonObject record, params ReadOnlySpan<(string Name, string Field)> members)
    {
        foreach (var (name, field) in members)
            if (record[field] is { } value)
                contract[name] = value.DeepClone();
    }
}
