using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Layouts;

/// <summary>Puts a row into the texts of its columns, or tells which of them a file of the layout cannot hold.</summary>
internal static class RowText
{
    /// <param name="layout">The layout.</param>
    /// <param name="row">The row, each column with its value.</param>
    /// <param name="errors">What is wrong, by column.</param>
    public static IReadOnlyDictionary<string, string> Of(FileLayout layout, JsonObject row, List<DocumentError> errors)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (column, value) in row)
        {
            if (value is null)
                continue;
            var text = value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
            if (FindFault(layout, column, value, text) is { } fault)
                errors.Add(new DocumentError([new DocumentStep(column)], fault));
            else
                texts[column] = text;
        }

        return texts;
    }

    // Nothing is cut off or replaced: who reads it would take it for what was meant.
    private static string? FindFault(FileLayout layout, string column, JsonNode value, string text)
    {
        if (value is JsonObject or JsonArray)
            return "is not a text that a column can hold";
        foreach (var c in text)
            if (char.IsControl(c) && (layout.IsFixed || c is not ('\t' or '\r' or '\n')))
                return "has control characters or line breaks, which a column cannot hold";
        if (layout.IsFixed && layout.Widths[layout.Columns.IndexOf(column)] is var width && text.Length > width)
            return $"has {text.Length} characters, and its column has {width}";
        try
        {
            layout.Encoding.GetByteCount(text);
            return null;
        }
        catch (EncoderFallbackException)
        {
            return $"has characters that {layout.Encoding.WebName} cannot write";
        }
    }
}
