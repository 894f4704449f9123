using System.Diagnostics;
using System.Xml;

namespace Hub.Soap.Headers;

/// <summary>
/// Whether a system is told the trace a call belongs to (W3C Trace Context, https://www.w3.org/TR/trace-context/). It is
/// not, unless the plan says so: an old system may refuse headers it does not know, and its logs may be anybody's.
/// </summary>
/// <param name="InHttp">As the HTTP headers <c>traceparent</c> and <c>tracestate</c>.</param>
/// <param name="InSoap">As elements of the same names in the envelope's header, in a namespace of the hub's own.</param>
internal sealed record TraceContext(bool InHttp, bool InSoap)
{
    public const string Namespace = "urn:hub:trace-context";

    public static TraceContext Of(string word) => new(word is "http" or "both", word is "soap" or "both");

    /// <summary>Adds the HTTP headers, where there is a trace.</summary>
    public void Write(HttpRequestMessage request)
    {
        if (!InHttp || Find() is not { } trace)
            return;
        request.Headers.TryAddWithoutValidation("traceparent", trace.Parent);
        if (trace.State is not null)
            request.Headers.TryAddWithoutValidation("tracestate", trace.State);
    }

    /// <summary>Writes the elements, where there is a trace.</summary>
    public void Write(XmlWriter writer)
    {
        if (!InSoap || Find() is not { } trace)
            return;
        writer.WriteElementString("traceparent", Namespace, trace.Parent);
        if (trace.State is not null)
            writer.WriteElementString("tracestate", Namespace, trace.State);
    }

    private static (string Parent, string? State)? Find() =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } activity
            ? (id, string.IsNullOrEmpty(activity.TraceStateString) ? null : activity.TraceStateString)
            : null;
}
