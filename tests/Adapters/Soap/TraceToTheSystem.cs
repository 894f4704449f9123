using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Xml.Linq;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Soap.Headers;

namespace Hub.Adapters.Tests.Soap;

/// <summary>What of a trace reaches a legacy system: nothing, unless the plan says so.</summary>
public sealed class TraceToTheSystem : IAsyncLifetime
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static readonly string[] Headers = ["traceparent", "tracestate", "Request-Id", "Correlation-Context", "baggage"];
    private readonly ConcurrentQueue<string> _headers = [];
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name is "Hub" or "Microsoft.AspNetCore" or "System.Net.Http",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    private SoapStub _stub = null!;

    public async ValueTask InitializeAsync()
    {
        ActivitySource.AddActivityListener(_listener);
        _stub = await SoapStub.StartAsync();
        _stub.AnswerWithBody(PartAnswer.Body);
        var answer = _stub.Answer;
        _stub.Answer = (context, envelope) =>
        {
            foreach (var name in Headers)
                if (context.Request.Headers.TryGetValue(name, out var value))
                    _headers.Enqueue($"{name}: {value}");
            return answer(context, envelope);
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _stub.DisposeAsync();
        _listener.Dispose();
    }

    [Theory]
    [InlineData("", false, false)]
    [InlineData("traceContext: none", false, false)]
    [InlineData("traceContext: http", true, false)]
    [InlineData("traceContext: soap", false, true)]
    [InlineData("traceContext: both", true, true)]
    public async Task A_trace_goes_where_the_plan_says_and_nowhere_else(string option, bool inHttp, bool inSoap)
    {
        const string Token =
            "\ncredentials: { service: { username: u, password: \"${env:PARTS}\", scheme: usernameToken } }";
        foreach (var credentials in new[] { "", Token })
        {
            _headers.Clear();
            _stub.Requests.Clear();
            await CallAsync(option, credentials);

            _headers.Where(h => h.StartsWith($"traceparent: 00-{Trace}-", StringComparison.Ordinal)).Count()
                .ShouldBe(inHttp ? 1 : 0);
            _headers.Count(h => h == "tracestate: a=b").ShouldBe(inHttp ? 1 : 0);
            _headers.Count.ShouldBe(inHttp ? 2 : 0);
            var envelope = XDocument.Parse(_stub.Requests.ShouldHaveSingleItem().Envelope);
            var parents = envelope.Descendants(XName.Get("traceparent", TraceContext.Namespace)).ToList();
            parents.Count.ShouldBe(inSoap ? 1 : 0);
            parents.ShouldAllBe(p => p.Value.StartsWith($"00-{Trace}-") && p.Parent!.Name.LocalName == "Header");
            if (!inSoap)
                envelope.ToString().ShouldNotContain(Trace);
        }
    }

    private async Task CallAsync(string option, string credentials)
    {
        var system = Parts.System.Replace(
            "\"${env:PARTS}\"", $"\"${{env:PARTS}}\"{(option.Length == 0 ? "" : ", " + option)}", StringComparison.Ordinal)
            .Replace("limits:", $"{credentials.TrimStart('\n')}\nlimits:", StringComparison.Ordinal);
        await using var hub = await RunningAdapters.StartAsync(
            Parts.Bundle(system), new PlanReferences(new Dictionary<string, string> { ["PARTS"] = _stub.Address }));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/parts/T-17")
        {
            Headers = { { "traceparent", $"00-{Trace}-00f067aa0ba902b7-01" }, { "tracestate", "a=b" } },
        };
        // Of this request alone, not of the test's.
        Activity.Current = null;
        (await hub.Client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
