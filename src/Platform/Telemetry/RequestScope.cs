using System.Diagnostics;

namespace Hub.Platform.Telemetry;

/// <summary>
/// The request being answered, as log lines name it. It flows with the request through everything it awaits, and
/// holds nothing a front-end sent.
/// </summary>
public sealed class RequestScope
{
    private static readonly AsyncLocal<RequestScope?> Ambient = new();
    private readonly string? _traceParent;
    private readonly Activity? _activity = Activity.Current;

    private RequestScope(string requestId, string? traceParent) => (RequestId, _traceParent) = (requestId, traceParent);

    /// <summary>The request this code runs for, or null outside of one.</summary>
    public static RequestScope? Current => Ambient.Value;

    /// <summary>The hub's id of the request.</summary>
    public string RequestId { get; }

    /// <summary>The W3C id of the request's trace, or null when there is none.</summary>
    public string? TraceId =>
        _activity?.TraceId.ToHexString()
        ?? (ActivityContext.TryParse(_traceParent, null, out var sent) ? sent.TraceId.ToHexString() : null);

    /// <summary>The route's id, or null before one is found.</summary>
    public string? Route { get; set; }

    /// <summary>The side that answers, or null before the decision.</summary>
    public string? Side { get; set; }

    /// <summary>The revision that decides, or 0 before one is asked.</summary>
    public long Revision { get; set; }

    /// <summary>Why the request failed, told by whoever knows best; goes into the one line a failed request gets.</summary>
    public string? Failure { get; private set; }

    /// <summary>Makes a request the current one, for the calling method and all it calls.</summary>
    /// <param name="requestId">The hub's id of the request.</param>
    /// <param name="traceParent">
    /// The front-end's <c>traceparent</c> (W3C), which names the trace where the hub itself traces nothing.
    /// </param>
    public static RequestScope Begin(string requestId, string? traceParent) =>
        Ambient.Value = new RequestScope(requestId, traceParent);

    /// <summary>
    /// Tells why the current request fails, in words that hold nothing a front-end or a system sent.
    /// False outside of a request: then nobody else will log it.
    /// </summary>
    public static bool Explain(string failure)
    {
        if (Current is not { } scope)
            return false;
        scope.Failure = failure;
        return true;
    }
}
