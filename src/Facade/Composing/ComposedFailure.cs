using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Composing;

/// <summary>Makes the problem that a composition answers when a required part is missing.</summary>
internal static class ComposedFailure
{
    /// <summary>Returns the problem, which names the part.</summary>
    /// <param name="composition">The composition.</param>
    /// <param name="part">The part.</param>
    /// <param name="answer">What it has come to.</param>
    /// <param name="parts">All parts.</param>
    public static Problem Of(
        CompositionPlan composition, PartPlan part, PartAnswer answer, IReadOnlyList<(PartPlan Part, PartAnswer Answer)> parts)
    {
        var cause = answer.Cause;
        // What the caller has asked wrong, or may not read, is not the hub's time.
        var status = cause.Status is >= 400 and < 500 and var own && cause.Reason is not PartReason.Late
            ? own
            : cause.Reason == PartReason.NotFound ? StatusCodes.Status404NotFound : StatusCodes.Status504GatewayTimeout;
        var why = cause.Detail is { } detail && status < 500 ? $": {detail}" : $", which {Describe(cause)}.";
        return new Problem(
            status, Spelling.EndSentence($"{composition.Id} needs '{part.Name}' ({part.Route}){why}"))
        {
            NothingDone = true,
            Challenge = status == StatusCodes.Status401Unauthorized ? cause.Challenge : null,
            More = [new("part", part.Name), new("route", part.Route), new(ComposedAnswer.Parts, Told(parts))],
        };
    }

    private static string Describe(PartAnswer cause) => cause.Reason switch
    {
        PartReason.Late => "did not answer in time",
        PartReason.Invalid => "did not answer with JSON of the contract",
        PartReason.NotFound => "has no such record",
        PartReason.Refused => "refuses this caller",
        PartReason.Unasked => "was not asked, as the part that it depends on is missing",
        PartReason.TooMany => "has more entries than are asked for",
        _ => cause.Status is { } status ? $"failed with {status}" : "failed",
    };

    private static JsonNode? Told(IReadOnlyList<(PartPlan Part, PartAnswer Answer)> parts)
    {
        var written = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(written, ComposedAnswer.Plain))
            ComposedAnswer.WriteParts(writer, parts);
        return JsonNode.Parse(written.WrittenSpan);
    }
}
