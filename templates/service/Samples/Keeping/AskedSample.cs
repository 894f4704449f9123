using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.ServiceKit.Requests;

namespace Samples.Keeping;

/// <summary>A sample as a caller writes it; within the contract's limits.</summary>
internal sealed record AskedSample(
    [property: StringLength(Sample.LongestId)] string CustomerId,
    [property: StringLength(Sample.LongestText)] string Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SampleState? State = null)
{
    // What the service itself sets; whoever read a record may send it back with them.
    private static readonly string[] Own = ["id", "madeAt", "changedAt", "externalReference"];
    private static readonly string[] Members = ["customerId", "text", "state"];

    /// <summary>Reads a record yet to be made; what is wrong is noted.</summary>
    public static AskedSample ReadNew(JsonElement element, RequestErrors errors) =>
        Read(new JsonMembers(element, "", errors, Members));

    /// <summary>Reads a record as it was read before and then changed.</summary>
    public static AskedSample ReadChanged(JsonElement element, RequestErrors errors) =>
        Read(new JsonMembers(element, "", errors, [.. Members, .. Own]));

    private static AskedSample Read(JsonMembers asked) => new(
        asked.Line("customerId", Sample.LongestId, required: true)?.Trim(' ') ?? "",
        asked.Text("text", Sample.LongestText, required: true, least: 1) ?? "",
        asked.Value<SampleState>("state"));
}
