using System.Globalization;
using System.Text.Json;
using Hub.Products.Stock;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;

namespace Hub.Products.Reserving;

/// <summary>Decides what can be reserved, released and committed; pure, so that it is tested without a store.</summary>
internal static class ReservationRules
{
    /// <summary>Returns why a reservation is refused, or null. All lines are held or none.</summary>
    /// <param name="asked">The reservation.</param>
    /// <param name="levels">The stock of its products.</param>
    /// <param name="now">When it would begin.</param>
    public static Problem? Refuse(
        AskedReservation asked, IReadOnlyDictionary<string, StockLevel> levels, DateTimeOffset now)
    {
        var errors = new RequestErrors("The stock cannot be reserved as it was asked for.");
        if (asked.ExpiresAt <= now)
            errors.Add("expiresAt", "must be in the future");
        foreach (var (index, line) in asked.Lines.Index())
            if (!levels.ContainsKey(line.Sku))
                errors.Add($"lines[{index}].sku", "there is no such product");
        return errors.Any ? errors.ToProblem(StatusCodes.Status422UnprocessableEntity) : FindShortages(asked, levels);
    }

    /// <summary>Returns why the same reference cannot be reserved once more, or null where it asks for the same.</summary>
    public static Problem? RefuseAgain(AskedReservation asked, Reservation earlier) => earlier.Lines.SequenceEqual(asked.Lines)
        ? null
        : Problem.Conflict(
            $"Reservation '{earlier.Reference}' is of other items or quantities: reserve these under another reference.");

    /// <summary>Returns why a reservation cannot come to a state, or null where it can or has.</summary>
    public static Problem? Refuse(Reservation existing, ReservationState wanted) => (existing.State, wanted) switch
    {
        (ReservationState.Held, _) => null,
        _ when existing.State == wanted => null,
        // What holds nothing any more needs no release.
        (ReservationState.Expired, ReservationState.Released) => null,
        _ => Problem.Conflict(
            $"Reservation '{existing.Reference}' is {Name(existing.State)}, and cannot be {Name(wanted)} any more"
            + (wanted == ReservationState.Committed ? ": reserve the stock again, under another reference." : ".")),
    };

    private static Problem? FindShortages(AskedReservation asked, IReadOnlyDictionary<string, StockLevel> levels)
    {
        var shortages = new RequestErrors();
        List<string> words = [];
        foreach (var wanted in asked.Lines.Index().GroupBy(l => l.Item.Sku, StringComparer.Ordinal))
        {
            var quantity = wanted.Sum(l => (long)l.Item.Quantity);
            if (levels[wanted.Key].Available >= quantity)
                continue;
            var available = Math.Max(0, levels[wanted.Key].Available).ToString("0.###", CultureInfo.InvariantCulture);
            words.Add($"{wanted.Key}: {quantity} wanted, {available} available");
            foreach (var (index, _) in wanted)
                shortages.Add($"lines[{index}].quantity", $"{quantity} wanted, {available} available");
        }

        return words.Count == 0 ? null : shortages.ToProblem(StatusCodes.Status409Conflict) with
        {
            Detail = $"Not enough stock. {string.Join("; ", words)}.",
        };
    }

    private static string Name(ReservationState state) => JsonNamingPolicy.CamelCase.ConvertName(state.ToString());
}
