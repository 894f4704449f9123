using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hub.Platform.Plan;

namespace Hub.Facade.Composing;

/// <summary>Puts a composed answer together.</summary>
internal static class ComposedAnswer
{
    /// <summary>The member that says what is missing, or old.</summary>
    public const string Parts = "_parts";

    public static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the answer's JSON: each part as its side has written it, and <c>_parts</c>.</summary>
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<(PartPlan Part, PartAnswer Answer)> parts)
    {
        var written = new ArrayBufferWriter<byte>(parts.Sum(p => p.Answer.Json?.Length ?? 0) + 256);
        using (var writer = new Utf8JsonWriter(written, Plain))
        {
            writer.WriteStartObject();
            foreach (var (part, answer) in parts)
                WriteMember(writer, part.Name, answer.Json);
            writer.WritePropertyName(Parts);
            WriteParts(writer, parts);
            writer.WriteEndObject();
        }

        return written.WrittenMemory;
    }

    /// <summary>Writes a member; null where it is missing.</summary>
    public static void WriteMember(Utf8JsonWriter writer, string name, ReadOnlyMemory<byte>? json)
    {
        writer.WritePropertyName(name);
        if (json is { } known)
            writer.WriteRawValue(known.Span, skipInputValidation: true);
        else
            writer.WriteNullValue();
    }

    /// <summary>Writes what is missing or old, by part.</summary>
    public static void WriteParts(Utf8JsonWriter writer, IEnumerable<(PartPlan Part, PartAnswer Answer)> parts)
    {
        writer.WriteStartObject();
        foreach (var (part, answer) in parts.Where(p => !p.Answer.IsWhole))
        {
            writer.WritePropertyName(part.Name);
            WriteWhy(writer, answer);
        }

        writer.WriteEndObject();
    }

    /// <summary>
    /// Returns the header of what is missing or old, as a list of RFC 9651 (<c>reviews;reason=late, unpaid;age=12</c>); empty
    /// where nothing is.
    /// </summary>
    public static string Header(IEnumerable<(PartPlan Part, PartAnswer Answer)> parts) => string.Join(", ", parts
        .Where(p => !p.Answer.IsWhole)
        .Select(p => p.Part.Name
            + (ReasonOf(p.Answer) is { } reason ? $";reason={reason}" : "")
            + (AgeOf(p.Answer) is { } age ? string.Create(CultureInfo.InvariantCulture, $";age={age}") : "")));

    private static void WriteWhy(Utf8JsonWriter writer, PartAnswer answer)
    {
        writer.WriteStartObject();
        if (answer.Reason is not null)
            writer.WriteString("reason", answer.Reason);
        if (answer.Status is { } status && answer.Reason is not null)
            writer.WriteNumber("status", status);
        if (answer.Side is not null)
            writer.WriteString("side", answer.Side);
        if (answer.Age is { } age)
            writer.WriteNumber("age", (long)age.TotalSeconds);
        if (answer.Entries?.Where(e => !e.Value.IsWhole).ToList() is { Count: > 0 } entries)
        {
            writer.WriteStartObject("keys");
            foreach (var (key, entry) in entries)
            {
                writer.WritePropertyName(key);
                WriteWhy(writer, entry);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static string? ReasonOf(PartAnswer answer) =>
        answer.Reason ?? answer.Entries?.Select(e => e.Value.Reason).FirstOrDefault(r => r is not null);

    private static long? AgeOf(PartAnswer answer) =>
        (answer.Age ?? answer.Entries?.Max(e => e.Value.Age)) is { } age ? (long)age.TotalSeconds : null;
}
