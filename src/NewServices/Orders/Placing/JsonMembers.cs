using System.Text.Json;

namespace Hub.Orders.Placing;

/// <summary>The members of one JSON object, taken one by one; whatever is wrong with them is noted and reading goes on.</summary>
internal sealed class JsonMembers
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly RequestErrors _errors;

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
            if (known.FirstOrDefault(member.NameEquals) is not { } name)
                errors.Add(PathOf(UnicodeText.Of(() => member.Name) ?? "?"), "is not a member of the contract");
            else if (!_members.TryAdd(name, member.Value))
                errors.Add(PathOf(name), "is given more than once");
        }

        IsObject = true;
    }

    public bool IsObject { get; }

    /// <summary>A text of at least one character that is not a blank; null when there is none or it is wrong.</summary>
    public string? Text(string name, int longest = int.MaxValue, bool required = false)
    {
        if (!_members.TryGetValue(name, out var value))
            return required ? Wrong(name, "is required") : null;
        if (value.ValueKind != JsonValueKind.String)
            return Wrong(name, "must be a text");
        return UnicodeText.Of(value.GetString) switch
        {
            null => Wrong(name, "is not Unicode text"),
            var text when string.IsNullOrWhiteSpace(text) => Wrong(name, "must not be empty"),
            var text when text.Length > longest => Wrong(name, $"must not be longer than {longest} characters"),

            // XML cannot carry them, so the legacy side could never be told.
            var text when text.Any(char.IsControl) => Wrong(name, "must not contain control characters"),
            var text => text,
        };
    }

    public int Integer(string name, int largest)
    {
        var right = _members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number;
        if (right && value.TryGetInt32(out var number) && number >= 1 && number <= largest)
            return number;
        _errors.Add(PathOf(name), $"must be an integer from 1 to {largest}");
        return 0;
    }

    /// <summary>The elements of a list, each with its path; none when the list is missing, too short or too long.</summary>
    public IEnumerable<(JsonElement Element, string Path)> List(string name, int most)
    {
        if (_members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Array
            && value.GetArrayLength() is var length && length >= 1 && length <= most)
            return value.EnumerateArray().Select((element, index) => (element, $"{PathOf(name)}[{index}]"));
        _errors.Add(PathOf(name), $"must be a list of 1 to {most} entries");
        return [];
    }

    private string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private string? Wrong(string name, string message)
    {
        _errors.Add(PathOf(name), message);
        return null;
    }
}
