using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.ServiceKit.Requests;

namespace Hub.Products.Reserving;

/// <summary>A reservation as a caller asks for it; within the contract's limits.</summary>
internal sealed record AskedReservation(
    [property: StringLength(Reservation.LongestReference)]
    [property: Description("The caller's own name of it. The same request under the same name is the same reservation.")]
    string Reference,
    [property: Description("Half an hour from now where it is left out.")]
    [property: JsonConverter(typeof(UtcTime))]
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    DateTimeOffset? ExpiresAt,
    IReadOnlyList<ReservedLine> Lines)
{
    /// <summary>Reads it; what is wrong is noted.</summary>
    public static AskedReservation Read(JsonElement element, RequestErrors errors)
    {
        var asked = new JsonMembers(element, "", errors, "reference", "expiresAt", "lines");
        return new AskedReservation(
            asked.Text("reference", Reservation.LongestReference, required: true, least: 1) ?? "",
            asked.Value("expiresAt", ContractTime.Find, ContractTime.Expected),
            [.. asked.List("lines", most: Reservation.MostLines).Select(line => ReadLine(line.Element, line.Path, errors))]);
    }

    private static ReservedLine ReadLine(JsonElement element, string path, RequestErrors errors)
    {
        var line = new JsonMembers(element, path, errors, "sku", "quantity");
        // Blanks behind a sku mean nothing, as at the legacy side.
        var sku = line.Text("sku", Reservation.LongestSku, required: true, least: 1)?.TrimEnd(' ') ?? "";
        return new ReservedLine(sku, line.Integer("quantity", Reservation.LargestQuantity));
    }
}
