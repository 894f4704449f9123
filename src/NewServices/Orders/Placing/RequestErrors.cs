using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Orders.Placing;

/// <summary>All that is wrong with a request, by path; what comes after the first hundred is not listed.</summary>
internal sealed class RequestErrors
{
    private const int Most = 100;
    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    public void Add(string path, string message)
    {
        if (_errors.TryGetValue(path, out var messages))
            _errors[path] = [.. messages, message];
        else if (_errors.Count < Most)
            _errors.Add(path, [message]);
    }

    public ProblemHttpResult ToProblem(int status) =>
        TypedResults.Problem(new HttpValidationProblemDetails(_errors)
        {
            Status = status,
            Title = "The order cannot be placed as it was asked for.",
        });
}
