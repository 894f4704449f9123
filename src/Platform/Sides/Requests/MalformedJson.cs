using System.Text.Json;

namespace Hub.Platform.Sides.Requests;

/// <summary>Finds where a document stops being JSON: a caller finds <c>lines[2].quantity</c> sooner than byte 312.</summary>
public static class MalformedJson
{
    /// <returns>The path of the value at fault, empty for the document itself; null when there is no fault.</returns>
    public static string? Find(ReadOnlySpan<byte> json)
    {
        var path = new Stack<Step>();
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
                Follow(ref reader, path);
            return null;
        }
        catch (JsonException)
        {
            return Show(path);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: JSON by its grammar, but no text.
            return Show(path);
        }
    }

    private static void Follow(ref Utf8JsonReader reader, Stack<Step> path)
    {
        if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
        {
            path.Pop();
            return;
        }

        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            path.Peek().Name = reader.GetString()!;
            return;
        }

        if (path.TryPeek(out var within) && within.Index is { } index)
            within.Index = index + 1;
        if (reader.TokenType == JsonTokenType.String)
            reader.GetString();
        else if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            path.Push(new Step { Index = reader.TokenType == JsonTokenType.StartArray ? -1 : null });
    }

    private static string Show(Stack<Step> path) => string.Concat(path.Reverse().Select(s => s.Index switch
    {
        null => s.Name is null ? "" : $".{s.Name}",
        < 0 => "",
        { } index => $"[{index}]",
    })).TrimStart('.');

    private sealed class Step
    {
        public string? Name { get; set; }

        public int? Index { get; set; }
    }
}
