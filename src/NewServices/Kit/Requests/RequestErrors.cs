using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.ServiceKit.Requests;

/// <summary>All that is wrong with a request, by path; what comes after the first hundred is not listed.</summary>
/// <param name="refusal">What cannot be done because of it, where the request is well-formed and refused all the same.</param>
public sealed class RequestErrors(string refusal = Problem.HasFaults)
{
    private const int Most = 100;
    private readonly List<ProblemError> _errors = [];

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => _errors.Count > 0;

    /// <summary>Notes what is wrong at a path, such as <c>lines[2].quantity</c>; the same is noted once.</summary>
    public void Add(string path, string message)
    {
        var error = new ProblemError(path, message);
        if (_errors.Count < Most && !_errors.Contains(error))
            _errors.Add(error);
    }

    /// <summary>The answer that tells all of it.</summary>
    public Problem ToProblem(int status) =>
        new(status, status == StatusCodes.Status400BadRequest ? Problem.HasFaults : refusal)
        {
            Errors = [.. _errors],
            NothingDone = true,
        };
}
