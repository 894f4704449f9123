using System.Text.Json;

namespace Hub.Platform.Sides.Requests;

/// <summary>Finds where in a document the parser gave up: a caller finds <c>lines[2].quantity</c> sooner than byte 312.</summary>
public static class MalformedJson
{
    /// <summary>The path of the value at which the document stops being JSON, <c>$</c> for the document itself.</summary>
    public static string Locate(ReadOnlySpan<byte> json)
    {
        var path = new Stack<Step>();
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
                Follow(ref reader, path);
        }
        catch (JsonException)
        {
            // That is the place.
        }

        var text = string.Concat(path.Reverse().Select(s => s.ToString()));
        return text.Length == 0 ? "$" : text.TrimStart('.');
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
            path.Peek().Name = Name(ref reader);
            return;
        }

        if (path.TryPeek(out var list) && list.IsList)
            list.Index++;
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            path.Push(new Step { IsList = reader.TokenType == JsonTokenType.StartArray });
    }

    private static string Name(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "?";
        }
    }

    private sealed class Step
    {
        public bool IsList { get; init; }

        public string? Name { get; set; }

        public int Index { get; set; } = -1;

        public override string ToString() => (IsList, Name) switch
        {
            (true, _) => Index < 0 ? "" : $"[{Index}]",
            (false, null) => "",
            (false, var name) => $".{name}",
        };
    }
}
