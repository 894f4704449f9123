using System.Text;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Hub.Platform.Asking;

/// <summary>An answer as data: nothing of it has gone to a caller.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Headers">The header fields.</param>
/// <param name="Body">The body, whole.</param>
public sealed record CapturedAnswer(
    int Status, IReadOnlyDictionary<string, StringValues> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>The problem that the hub itself answered with; null where the answer is a side's.</summary>
    public Problem? Problem { get; init; }

    /// <summary>The status of a side's answer that was larger than the limit; null where it was not.</summary>
    public int? TooLarge { get; init; }

    /// <summary>Whether it was not sent because callers need the room that is left at the side.</summary>
    public bool HadNoRoom { get; init; }

    /// <summary>Returns the answer that is a problem.</summary>
    public static CapturedAnswer Of(Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var headers = new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase)
        {
            ["Content-Type"] = Problem.MediaType,
        };
        return new CapturedAnswer(problem.Status, headers, Encoding.UTF8.GetBytes(problem.ToJson().ToJsonString()))
        {
            Problem = problem,
        };
    }

    /// <summary>Writes the answer into a response.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var response = context.Response;
        response.StatusCode = Status;
        foreach (var (name, values) in Headers)
            response.Headers[name] = values;
        if (Problem is not null)
            context.Features.Set(Problem);
        if (Body.IsEmpty)
            return;
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, context.RequestAborted);
    }
}
