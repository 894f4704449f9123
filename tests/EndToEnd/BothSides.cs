using System.Diagnostics;
using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.EndToEnd.Tests;

/// <summary>What each side holds, read where it is kept: in the ERP by its own control door, in the service's store.</summary>
internal static class BothSides
{
    /// <summary>Waits until both hold the same orders; how many that are.</summary>
    /// <exception cref="TimeoutException">They do not within a minute; it says what each lacked, time and again.</exception>
    public static async Task<Holdings> AgreeAsync(Landscape landscape, IHubShape hub)
    {
        var (lacked, watch) = (new List<string>(), Stopwatch.StartNew());
        try
        {
            return await Eventually.GetAsync("both sides to hold the same orders", async () =>
            {
                var (legacy, @new) = (await ReadLegacyAsync(landscape), await ReadNewAsync(hub));
                if (legacy.Order(StringComparer.Ordinal).SequenceEqual(@new.Order(StringComparer.Ordinal)))
                    return new Holdings(legacy);
                lacked.Add($"{watch.Elapsed.TotalSeconds:0} s: {Tell("legacy", legacy, @new)}; {Tell("new", @new, legacy)}");
                return null;
            });
        }
        catch (TimeoutException e)
        {
            var some = lacked.Where((_, n) => n % Math.Max(1, lacked.Count / 8) == 0).Append(lacked[^1]);
            throw new TimeoutException($"{e.Message}\n{string.Join('\n', some)}", e);
        }
    }

    private static string Tell(string side, List<string> has, List<string> other)
    {
        var (left, lacks) = (has.CountBy(order => order).ToDictionary(StringComparer.Ordinal), new List<string>());
        foreach (var order in other)
        {
            if (left.GetValueOrDefault(order) > 0)
                left[order]--;
            else
                lacks.Add(order);
        }

        return lacks.Count == 0 ? $"{side} lacks nothing" : $"{side} lacks {lacks.Count}, such as {lacks[0]}";
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
        await using var connection = await hub.OpenOrdersAsync();
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
