using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Hub.ServiceKit.Problems;

namespace Hub.ServiceKit.Requests;

/// <summary>
/// Finds what a JSON document must not have, whatever its contract: bytes that are not JSON or not UTF-8, half a surrogate
/// pair, U+0000 (which neither XML nor PostgreSQL can hold), a member given twice, nesting without end. Each fault is told
/// with its path, as a caller finds <c>lines[2].quantity</c> sooner than byte 312.
/// </summary>
public static class JsonFaults
{
    /// <summary>The deepest nesting that is read.</summary>
    public const int MostDepth = 64;

    private const int Most = 100;

    /// <summary>
    /// Whether a document may have faults that the parser does not see: it looks at texts only when they are read.
    /// </summary>
    public static bool ParserMayMiss(ReadOnlySpan<byte> json) => json.IndexOf("\\u"u8) >= 0 || !Utf8.IsValid(json);

    /// <summary>The faults in their order, at most a hundred; reading ends where the JSON grammar does.</summary>
    public static IReadOnlyList<ProblemError> Find(ReadOnlySpan<byte> json)
    {
        var (faults, path) = (new List<ProblemError>(), new JsonPath());
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4 * MostDepth });
        try
        {
            while (faults.Count < Most && reader.Read())
            {
                if (reader.CurrentDepth > MostDepth)
                {
                    faults.Add(new ProblemError(path.ToString(), $"is nested deeper than {MostDepth} levels"));
                    break;
                }

                if (Step(ref reader, path) is { } fault)
                    faults.Add(new ProblemError(path.ToString(), fault));
            }
        }
        catch (JsonException e)
        {
            faults.Add(new ProblemError(
                path.ToString(), $"is not valid JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}"));
        }

        return faults;
    }

    private static string? Step(ref Utf8JsonReader reader, JsonPath path)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                var name = Text(ref reader, out var wrong);
                return path.Member(name) ? wrong : "is given more than once";
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                path.Open(reader.TokenType == JsonTokenType.StartArray);
                return null;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                path.Close();
                return null;
            case JsonTokenType.String:
                path.Value();
                Text(ref reader, out var fault);
                return fault;
            default:
                path.Value();
                return null;
        }
    }

    private static string Text(ref Utf8JsonReader reader, out string? fault)
    {
        try
        {
            var text = reader.GetString()!;
            fault = text.Contains('\0', StringComparison.Ordinal) ? "has the character U+0000, which no text may have" : null;
            return fault is null ? text : text.Replace('\0', '?');
        }
        catch (InvalidOperationException)
        {
            fault = "is not Unicode text: it has half a surrogate pair, or bytes that are not UTF-8";
            // Told apart from others of its object by its bytes.
            return "?" + Convert.ToHexString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);
        }
    }
}
