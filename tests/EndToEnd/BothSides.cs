using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.EndToEnd.Tests;

/// <summary>What each side holds, read where it is kept: in the ERP by its own control door, in the service's store.</summary>
internal static class BothSides
{
    /// <summary>Waits until both hold the same orders, as long as sync brings some over; returns how many that are.</summary>
    /// <exception cref="TimeoutException">Nothing came over for a minute; it says what each lacks.</exception>
    public static Task<Holdings> AgreeAsync(Landscape landscape, IHubShape hub) =>
        Eventually.GetInStepsAsync<Holdings>("both sides to hold the same orders", async () =>
        {
            var (legacy, @new) = (await ReadLegacyAsync(landscape), await ReadNewAsync(hub));
            var (ofLegacy, ofNew) = (Missing(legacy, @new), Missing(@new, legacy));
            return ofLegacy.Count + ofNew.Count == 0
                ? (new Holdings(legacy), "")
                : (null, $"{Tell("legacy", ofLegacy)}; {Tell("new", ofNew)}\n{await PositionsAsync(hub)}");
        });

    /// <summary>Waits until sync has brought over all there is, as long as it brings some over.</summary>
    public static Task CaughtUpAsync(IHubShape hub) => Eventually.GetInStepsAsync("every link to be caught up", async () =>
    {
        var links = (await hub.Admin.GetAsync("/hub/api/sync/links")).EnumerateArray().ToList();
        var done = links.TrueForAll(
            l => l.GetProperty("caughtUp").GetBoolean() && l.GetProperty("position").ValueKind != JsonValueKind.Null);
        return (done ? "yes" : null, await PositionsAsync(hub));
    });

    private static async Task<string> PositionsAsync(IHubShape hub) => string.Join(
        '\n', (await hub.Admin.GetAsync("/hub/api/sync/links")).EnumerateArray().Select(l =>
            $"{l.GetProperty("entity")} from {l.GetProperty("from")}: position {l.GetProperty("position")}, "
            + $"applied {l.GetProperty("applied")}, caught up {l.GetProperty("caughtUp")}, error {l.GetProperty("error")}"));

    private static string Tell(string side, List<string> missing) =>
        missing.Count == 0 ? $"{side} lacks nothing" : $"{side} lacks {missing.Count}, such as {missing[0]}";

    /// <summary>Returns what another side has more of.</summary>
    private static List<string> Missing(List<string> has, List<string> other)
    {
        var (left, lacks) = (has.CountBy(order => order).ToDictionary(StringComparer.Ordinal), new List<string>());
        foreach (var order in other)
        {
            if (left.GetValueOrDefault(order) > 0)
                left[order]--;
            else
                lacks.Add(order);
        }

        return lacks;
    }

    private static async Task<List<string>> ReadLegacyAsync(Landscape landscape) =>
        [.. (await landscape.OrdersAsync()).Select(o => Describe(
            o.TryGetProperty("customerRef", out var reference) && reference.ValueKind == JsonValueKind.String
                ? reference.GetString()
                : null,
            o.GetProperty("customerNo").GetString()!,
            o.GetProperty("totalAmount").GetDecimal()))];

    private static async Task<List<string>> ReadNewAsync(IHubShape hub)
    {
        await using var connection = await hub.OpenAsync("orders");
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT reference, customer_id, total FROM orders";
        var orders = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            orders.Add(Describe(
                await reader.IsDBNullAsync(0) ? null : reader.GetString(0),
                reader.GetString(1),
                decimal.Parse(reader.GetString(2))));
        return orders;
    }

    private static string Describe(string? reference, string customer, decimal total) =>
        $"{reference ?? "-"} {customer.Trim()} {total:0.0000}";
}

/// <summary>Every order that both sides hold, described by reference, customer and total.</summary>
internal sealed record Holdings(IReadOnlyList<string> Orders)
{
    /// <summary>How often an order of a reference is there.</summary>
    public int Count(string reference) => Orders.Count(o => o.StartsWith(reference + " ", StringComparison.Ordinal));
}
