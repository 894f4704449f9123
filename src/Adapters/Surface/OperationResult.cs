using System.Text.Json.Nodes;
using Hub.Adapters.Resources;
using Hub.Platform.Identity;
using Hub.ServiceKit.Problems;
using Hub.Soap.Shapes;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Surface;

/// <summary>
/// What a call of an operation came to: the answer's own JSON, or a problem; and what the audit log is told of it.
/// </summary>
internal sealed class OperationResult : IResult, IStatusCodeHttpResult, IValueHttpResult, IAudited
{
    private readonly JsonText? _content;
    private readonly Problem? _problem;

    private readonly IAudited? _told;
    private readonly string? _version;
    private int? _written;
    private bool _repeated;

    private OperationResult(JsonText? content, Problem? problem, IAudited? told = null, string? version = null) =>
        (_content, _problem, _told, _version) = (content, problem, told, version);

    public int? StatusCode =>
        _written ?? _problem?.Status ?? (_content is null ? StatusCodes.Status204NoContent : StatusCodes.Status200OK);

    public object Value => _told ?? this;

    public string Outcome => _problem is null ? (StatusCode < 400 ? "done" : "refused")
        : _problem.Title == Problem.OutcomeUnknown ? "unknown"
        : "refused";

    /// <summary>What is told of a request that was answered as one before it was.</summary>
    public static OperationResult Repeated => new(content: null, problem: null) { _repeated = true };

    // A fault's own text may be about somebody.
    public string Detail => _repeated ? $"{StatusCode}, by its idempotency key; nothing was done"
        : _problem is null ? "answered"
        : _problem.More.FirstOrDefault(m => m.Key == "fault").Value?["name"] is { } fault ? $"{_problem.Status} {fault}"
        : $"{_problem.Status}";

    /// <param name="content">The answer; null where there is none.</param>
    /// <param name="version">The version of the record that it is, or null.</param>
    public static OperationResult Of(JsonText? content, string? version = null) =>
        new(content, problem: null, told: null, version);

    /// <summary>An answer that tells the audit log of something else than itself.</summary>
    public static OperationResult Of(JsonNode content, IAudited told) => new(JsonText.Of(content), problem: null, told);

    public static OperationResult Of(Problem problem) => new(content: null, problem);

    /// <summary>The same, whose answer stands in the response already.</summary>
    public OperationResult AlreadyWritten(int status)
    {
        _written = status;
        return this;
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (_written is not null)
            return Task.CompletedTask;
        if (_problem is not null)
            return _problem.WriteAsync(httpContext);
        httpContext.Response.StatusCode = StatusCode!.Value;
        if (_version is not null)
            httpContext.Response.Headers.ETag = $"\"{_version}\"";
        return _content is null
            ? Task.CompletedTask
            : ContractJson.WriteAsync(httpContext.Response, "application/json; charset=utf-8", _content);
    }
}
