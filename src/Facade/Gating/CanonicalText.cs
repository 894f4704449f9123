using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Hub.Facade.Gating;

/// <summary>
/// Writes JSON in the one form that RFC 8785 (JSON Canonicalization Scheme) gives it, so that its SHA-256 depends on what it says
/// and on nothing else.
/// </summary>
internal static class CanonicalText
{
    /// <summary>Returns a value's text.</summary>
    public static string Of(JsonElement value)
    {
        var text = new StringBuilder();
        Write(value, text);
        return text.ToString();
    }

    private static void Write(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal);
                Join('{', '}', members, m =>
                {
                    Write(m.Name, text);
                    text.Append(':');
                    Write(m.Value, text);
                });
                break;
            case JsonValueKind.Array:
                Join('[', ']', value.EnumerateArray(), item => Write(item, text));
                break;
            case JsonValueKind.String:
                Write(value.GetString()!, text);
                break;
            case JsonValueKind.Number:
                text.Append(Number(value.GetDouble()));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }

        void Join<T>(char open, char close, IEnumerable<T> items, Action<T> write)
        {
            text.Append(open);
            foreach (var (index, item) in items.Index())
            {
                if (index > 0)
                    text.Append(',');
                write(item);
            }

            text.Append(close);
        }
    }

    private static void Write(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var c in value)
            _ = c switch
            {
                '"' or '\\' => text.Append('\\').Append(c),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        text.Append('"');
    }

    /// <summary>Returns a number as ECMAScript writes it; .NET finds the same digits and places them otherwise.</summary>
    internal static string Number(double value)
    {
        if (value == 0)
            return "0";
        var parts = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal) is >= 0 and var at ? at : parts[0].Length;
        var all = parts[0].Replace(".", "", StringComparison.Ordinal);
        var digits = all.TrimStart('0');
        // How many digits stand before the point.
        var n = point - (all.Length - digits.Length)
            + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        digits = digits.TrimEnd('0');
        var k = digits.Length;
        var text = n switch
        {
            > 21 or <= -6 =>
                digits[..1] + (k > 1 ? $".{digits[1..]}" : "") + (n > 0 ? $"e+{n - 1}" : $"e-{1 - n}"),
            <= 0 => $"0.{new string('0', -n)}{digits}",
            _ when k <= n => digits + new string('0', n - k),
            _ => $"{digits[..n]}.{digits[n..]}",
        };
        return value < 0 ? $"-{text}" : text;
    }
}
