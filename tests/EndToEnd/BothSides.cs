using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;
using Microsoft.Data.Sqlite;

namespace Hub.EndToEnd.Tests;

/// <summary>What each side holds, read where it is kept: in the ERP by its own control door, in the service's store.</summary>
internal static class BothSides
{
    /// <summary>Waits until both hold the same orders; how many that are.</summary>
    public static Task<Holdings> AgreeAsync(Landscape landscape, HubUnderTest hub) => Eventually.GetAsync("both sides to hold the same orders", async () =>
    {
        var holdings = await ReadAsync(landscape, hub);
        return holdings.Legacy.Order(StringComparer.Ordinal).SequenceEqual(holdings.New.Order(StringComparer.Ordinal)) ? holdings : null;
    });

    private static async Task<Holdings> ReadAsync(Landscape landscape, HubUnderTest hub)
    {
        var legacy = (await landscape.OrdersAsync()).Select(o => Describe(
            Text(o, "customerRef"), o.GetProperty("customerNo").GetString()!, o.GetProperty("totalAmount").GetDecimal())).ToList();

        await using var connection = new SqliteConnection($"Data Source={Path.Combine(hub.DataFolder, "orders.db")};Mode=ReadOnly");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT reference, customer_id, total FROM orders";
        var @new = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            @new.Add(Describe(reader.IsDBNull(0) ? null : reader.GetString(0), reader.GetString(1), decimal.Parse(reader.GetString(2))));
        return new Holdings(legacy, @new);
    }

    private static string Describe(string? reference, string customer, decimal total) => $"{reference ?? "-"} {customer.Trim()} {total:0.0000}";

    private static string? Text(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>Every order of each side, described by reference, customer and total.</summary>
internal sealed record Holdings(IReadOnlyList<string> Legacy, IReadOnlyList<string> New)
{
    /// <summary>How often an order of a reference is there, on both sides alike.</summary>
    public int Count(string reference) => Legacy.Count(o => o.StartsWith(reference + " ", StringComparison.Ordinal));
}
