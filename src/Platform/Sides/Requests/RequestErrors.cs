using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Platform.Sides.Requests;

/// <summary>All that is wrong with a request, by path; what comes after the first hundred is not listed.</summary>
/// <param name="title">What cannot be done because of it, for the caller.</param>
public sealed class RequestErrors(string title)
{
    private const int Most = 100;
    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => _errors.Count > 0;

    /// <summary>Notes what is wrong at a path, such as <c>lines[2].quantity</c>.</summary>
    public void Add(string path, string message)
    {
        if (_errors.TryGetValue(path, out var messages))
            _errors[path] = [.. messages, message];
        else if (_errors.Count < Most)
            _errors.Add(path, [message]);
    }

    /// <summary>The answer that tells all of it.</summary>
    public ProblemHttpResult ToProblem(int status) =>
        TypedResults.Problem(new HttpValidationProblemDetails(_errors) { Status = status, Title = title });
}
