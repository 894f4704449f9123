using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Hub.ServiceKit.Requests;

/// <summary>
/// The parameters of a request's query, taken one by one; whatever is wrong with them is noted and reading goes on. An empty
/// value is a value: of a text it is the empty text, and no number.
/// </summary>
public sealed class QueryParameters
{
    private readonly IQueryCollection _query;
    private readonly RequestErrors _errors;

    /// <summary>Notes at once which parameters are unknown, or given more than once.</summary>
    /// <param name="request">The request.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <param name="known">The parameters of the contract.</param>
    public QueryParameters(HttpRequest request, RequestErrors errors, params IReadOnlyList<string> known)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(errors);
        (_query, _errors) = (request.Query, errors);
        var routes = request.HttpContext.Features.Get<SideRequest>()?.RouteQuery;
        foreach (var fault in QueryNames.FindFaults(_query, known, routes))
            errors.Add(fault.Path, fault.Detail);
    }

    /// <summary>Whether a parameter is given.</summary>
    public bool Has(string name) => _query.ContainsKey(name);

    /// <summary>Any text XML can carry, since the legacy side is asked it too; null when there is none or it is wrong.</summary>
    public string? Text(string name, int longest = int.MaxValue, bool required = false)
    {
        var text = _query[name] is [var value, ..] ? value ?? "" : null;
        if (required && text is null)
            return Wrong(name, "is required");
        if (required && text is { Length: 0 })
            return Wrong(name, "must not be empty");
        if (text is null)
            return null;
        if (text.Length > longest)
            return Wrong(name, $"must not be longer than {longest} characters");
        return UnicodeText.IsXml(text) ? text : Wrong(name, "has a character that XML cannot carry");
    }

    /// <summary>A value of an enumeration by its exact name in the contract; null when there is none or it is wrong.</summary>
    public T? Value<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
            return null;
        var value = ContractName<T>.Find(text);
        if (value is null)
            Wrong(name, $"must be {ContractName<T>.All}");
        return value;
    }

    /// <summary>A text that <paramref name="read"/> understands; <paramref name="expected"/> says what that is.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="read">Returns the value of a text, or null.</param>
    /// <param name="expected">What is expected, as it follows <c>must be</c>.</param>
    public T? Value<T>(string name, Func<string, T?> read, string expected)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(read);
        if (Text(name) is not { } text)
            return null;
        var value = read(text);
        if (value is null)
            Wrong(name, $"must be {expected}");
        return value;
    }

    /// <summary>How many entries a page has.</summary>
    /// <param name="usual">Where nobody asks.</param>
    /// <param name="most">The most that may be asked for.</param>
    public int Limit(int usual, int most)
    {
        if (_query["limit"] is not [var text, ..])
            return usual;
        // A number may be followed by U+0000 for .NET.
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= most
            && text.All(char.IsAsciiDigit))
            return count;
        Wrong("limit", $"must be an integer from 1 to {most}");
        return usual;
    }

    /// <summary><c>true</c> or <c>false</c>; null when it is not given or wrong.</summary>
    public bool? Flag(string name)
    {
        if (_query[name] is not [var text, ..])
            return null;
        if (bool.TryParse(text, out var flag))
            return flag;
        Wrong(name, "must be true or false");
        return null;
    }

    /// <summary>Notes what is wrong with a parameter; returns null.</summary>
    public string? Wrong(string name, string problem)
    {
        _errors.Add($"query.{name}", problem);
        return null;
    }
}
