using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hub.ServiceKit.Problems;

namespace Hub.ServiceKit.Requests;

/// <summary>The members of one JSON object, taken one by one; whatever is wrong with them is noted and reading goes on.</summary>
public sealed class JsonMembers
{
    private const int LongestName = 64;
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly RequestErrors _errors;
    private readonly bool _isObject;

    /// <summary>Notes at once what is no object, and members that are unknown.</summary>
    /// <param name="element">The object.</param>
    /// <param name="path">Where it stands; empty for the document itself.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <param name="known">The members of the contract.</param>
    public JsonMembers(JsonElement element, string path, RequestErrors errors, params IReadOnlyList<string> known)
    {
        (_path, _errors) = (path, errors);
        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.Add(path.Length == 0 ? "$" : path, "must be an object");
            return;
        }

        foreach (var member in element.EnumerateObject())
        {
            if (known.FirstOrDefault(member.NameEquals) is { } name)
                _members[name] = member.Value;
            else
                errors.Add(
                    PathOf(member.Name),
                    "cannot be set" + (member.Name.Length <= LongestName ? Spelling.DidYouMean(member.Name, known) : ""));
        }

        _isObject = true;
    }

    /// <summary>Whether the member has a value: null says that there is none, as leaving it out does.</summary>
    public bool Has(string name) => _members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A line of text with at least one character that is not a blank; null when there is none or it is wrong.</summary>
    public string? Line(string name, int longest = int.MaxValue, bool required = false) => Text(name, longest, required) switch
    {
        null => null,
        var text when string.IsNullOrWhiteSpace(text) => Wrong(name, "must not be empty"),
        var text when text.Any(char.IsControl) => Wrong(name, "must not contain control characters"),
        var text => text,
    };

    /// <summary>Any text XML can carry, since the legacy side is told it too; null when there is none or it is wrong.</summary>
    public string? Text(string name, int longest = int.MaxValue, bool required = false, int least = 0)
    {
        if (!Has(name))
            return required ? Wrong(name, "is required") : null;
        var text = TextOf(_members[name], PathOf(name), longest);
        return text is null || text.Length >= least ? text
            : Wrong(name, least == 1 ? "must not be empty" : $"must not be shorter than {least} characters");
    }

    /// <summary>A text, or the null that must be written where there is none.</summary>
    public string? TextOrNull(string name, int longest) =>
        _members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Null
            ? null
            : Text(name, longest, required: true);

    /// <summary>A text that <paramref name="read"/> understands; <paramref name="expected"/> says what that is.</summary>
    public T? Value<T>(string name, Func<string, T?> read, string expected, bool required = false)
        where T : struct
    {
        if (Text(name, required: required) is not { } text)
            return null;
        var value = read(text);
        if (value is null)
            Wrong(name, $"must be {expected}");
        return value;
    }

    /// <summary>A value of an enumeration by its exact name in the contract; null when there is none or it is wrong.</summary>
    public T? Value<T>(string name, bool required = false)
        where T : struct, Enum => Value(name, ContractName<T>.Find, ContractName<T>.All, required);

    /// <summary>A text of a pattern; <paramref name="expected"/> says what that is.</summary>
    public string? Matching(string name, Regex pattern, string expected, bool required = false) =>
        Text(name, required: required) is not { } text ? null
        : pattern.IsMatch(text) ? text
        : Wrong(name, $"must be {expected}");

    /// <summary>An integer from 1 on, which 2.0 is too; 0 when it is wrong.</summary>
    public int Integer(string name, int largest)
    {
        if (_members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetDecimal(out var number) && decimal.IsInteger(number) && number >= 1 && number <= largest)
            return (int)number;
        Wrong(name, value.ValueKind == JsonValueKind.Undefined ? "is required" : $"must be an integer from 1 to {largest}");
        return 0;
    }

    /// <summary>
    /// A decimal with its digits, or the null that must be written where there is none; null also when it is wrong.
    /// </summary>
    /// <param name="name">The member.</param>
    /// <param name="digits">How many digits it may have in all; zeros at the end of the decimals do not count.</param>
    /// <param name="decimals">How many of them may be decimals.</param>
    public decimal? DecimalOrNull(string name, int digits, int decimals)
    {
        if (!_members.TryGetValue(name, out var value))
            Wrong(name, "is required");
        else if (value.ValueKind != JsonValueKind.Null)
            return value.ValueKind == JsonValueKind.Number
                && value.TryGetDecimal(out var number)
                && Fits(number, digits, decimals)
                ? number
                : WrongDecimal(name, digits, decimals);
        return null;
    }

    /// <summary>A decimal with its digits; null when there is none or it is wrong.</summary>
    /// <param name="name">The member.</param>
    /// <param name="least">The least it may be.</param>
    /// <param name="most">The most it may be.</param>
    /// <param name="decimals">How many decimals it may have; zeros at the end do not count.</param>
    /// <param name="required">Whether it must be there.</param>
    public decimal? Decimal(string name, decimal least, decimal most, int decimals, bool required = false)
    {
        if (!Has(name))
        {
            if (required)
                Wrong(name, "is required");
            return null;
        }

        if (_members[name] is { ValueKind: JsonValueKind.Number } value && value.TryGetDecimal(out var number)
            && number >= least && number <= most && decimal.Round(number, decimals) == number)
            return number;
        Wrong(name, string.Create(
            CultureInfo.InvariantCulture, $"must be a number from {least} to {most} with at most {decimals} decimals"));
        return null;
    }

    /// <summary>True or false; null when there is none or it is wrong.</summary>
    public bool? Flag(string name)
    {
        if (!Has(name))
            return null;
        var value = _members[name];
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        Wrong(name, "must be true or false");
        return null;
    }

    /// <summary>The elements of a list, each with its path; none when the list is missing, too short or too long.</summary>
    public IEnumerable<(JsonElement Element, string Path)> List(string name, int least = 1, int most = int.MaxValue)
    {
        var wrong = !Has(name) ? "is required"
            : _members[name] is not { ValueKind: JsonValueKind.Array } list ? "must be an array"
            : list.GetArrayLength() < least ? $"needs at least {least} {(least == 1 ? "entry" : "entries")}"
            : list.GetArrayLength() > most ? $"has {list.GetArrayLength()} entries, at most {most} are allowed"
            : null;
        if (wrong is null)
            return _members[name].EnumerateArray().Select((element, index) => (element, $"{PathOf(name)}[{index}]"));
        Wrong(name, wrong);
        return [];
    }

    /// <summary>The texts of a list; what is none of them is left out.</summary>
    public IEnumerable<string> Texts(string name, int longest, int least, int most)
    {
        foreach (var (element, path) in List(name, least, most))
            if (TextOf(element, path, longest) is { } text)
                yield return text;
    }

    private static bool Fits(decimal number, int digits, int decimals)
    {
        var limit = (decimal)Math.Pow(10, digits);
        for (var scale = 0; scale <= decimals && Math.Abs(number) < limit; scale++, number *= 10)
            if (decimal.Truncate(number) == number)
                return true;
        return false;
    }

    private string? TextOf(JsonElement value, string path, int longest)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        var problem = text switch
        {
            null => "must be a text",
            _ when text.Length > longest => $"must not be longer than {longest} characters",
            _ when !UnicodeText.IsXml(text) => "has a character that XML cannot carry",
            _ => null,
        };
        if (problem is null)
            return text;
        _errors.Add(path, problem);
        return null;
    }

    private decimal? WrongDecimal(string name, int digits, int decimals)
    {
        Wrong(name, $"must be null or a number of at most {digits} digits, {decimals} of them decimals");
        return null;
    }

    private string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private string? Wrong(string name, string message)
    {
        // Of what is no object, that it is none says it all.
        if (_isObject)
            _errors.Add(PathOf(name), message);
        return null;
    }
}
