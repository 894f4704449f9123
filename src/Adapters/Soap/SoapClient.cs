using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Adapters.Systems;

namespace Hub.Adapters.Soap;

/// <summary>
/// Calls one system: within its limits, each request sent once at most, every end one of <see cref="SystemOutcome"/>.
/// </summary>
internal sealed class SoapClient : ISystemClient
{
    private readonly SoapContract _contract;
    private readonly Uri _address;
    private readonly AuthenticationHeaderValue? _authorization;
    private readonly UsernameToken? _token;
    private readonly TraceContext _trace;
    private readonly CallGate _gate;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public SoapClient(
        SoapContract contract, Uri address, Credentials? credentials, TraceContext trace, CallGate gate, TimeSpan timeout, TimeProvider time)
    {
        (_contract, _address, _trace, _gate, Timeout, _time) = (contract, address, trace, gate, timeout, time);
        if (credentials is { Scheme: CredentialScheme.UsernameToken })
            _token = new UsernameToken(credentials, time);
        else if (credentials is not null)
            _authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.User}:{credentials.Password}")));
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            // A system of record is reached directly; a proxy set for the process is for the way out.
            UseProxy = false,
            // Traced here, and not told there unless the plan says so.
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        _http = new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = BoundedXml.MaxCharacters };
    }

    public TimeSpan Timeout { get; }

    public string Kind => _contract.Version == SoapVersion.Soap11 ? "SOAP 1.1" : "SOAP 1.2";

    public string Location => _address.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped);

    public PreparedCall Prepare(Operation called, JsonNode document, Exchange? exchange = null)
    {
        var operation = _contract.Operations[called.Name];
        var (envelope, errors) = SoapEnvelope.Write(_contract.Version, operation.Input, document, _token, _trace);
        if (exchange is not null && errors.Count == 0)
            exchange.Request = Encoding.UTF8.GetString(
                _token is null ? envelope : SoapEnvelope.Write(_contract.Version, operation.Input, document, _token.Hidden(), _trace).Bytes);
        return new PreparedCall(errors, (priority, cancellation) =>
            _gate.RunAsync(priority, Timeout, () => SendAsync(operation, envelope, exchange, cancellation), cancellation));
    }

    /// <summary>A GET on the address: whatever comes back but a gateway's excuse, somebody is there.</summary>
    public Task<SystemOutcome> ProbeAsync(CancellationToken cancellation) => _gate.RunAsync(CallPriority.Interactive, Timeout, async () =>
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, _address);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
                ? new InvalidAnswer($"HTTP {(int)response.StatusCode}")
                : new Answer(null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new Unreachable();
        }
    }, cancellation);

    private async Task<SystemOutcome> SendAsync(SoapOperation operation, byte[] envelope, Exchange? exchange, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        var content = new EnvelopeContent(envelope, ContentType(operation));
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = content };
        request.Headers.Authorization = _authorization;
        _trace.Write(request);
        if (_contract.Version == SoapVersion.Soap11)
            request.Headers.TryAddWithoutValidation("SOAPAction", $"\"{operation.SoapAction}\"");
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token);
            if (exchange is not null)
                exchange.Answer = Text(await response.Content.ReadAsByteArrayAsync(CancellationToken.None), response.Content.Headers.ContentType?.CharSet);
            return await ReadAsync(response, operation);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return content.Started ? new NoAnswer(TimedOut: true) : new Unreachable();
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.InvalidResponse)
        {
            return new InvalidAnswer("it is too large or no HTTP");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return content.Started ? new NoAnswer(TimedOut: false) : new Unreachable();
        }
    }

    private async Task<SystemOutcome> ReadAsync(HttpResponseMessage response, SoapOperation operation)
    {
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            return new Denied();
        await using var stream = await response.Content.ReadAsStreamAsync(CancellationToken.None);
        if (response.IsSuccessStatusCode && operation.Output is null && stream.Length == 0)
            return new Answer(null);
        var outcome = SoapEnvelope.Read(stream, _contract, operation);
        return outcome switch
        {
            InvalidAnswer invalid => new InvalidAnswer($"HTTP {(int)response.StatusCode}: {invalid.Reason}"),
            Answer when !response.IsSuccessStatusCode => new InvalidAnswer($"HTTP {(int)response.StatusCode} with an answer that is no fault"),
            _ => outcome,
        };
    }

    private static string Text(byte[] bytes, string? charset)
    {
        try
        {
            return Encoding.GetEncoding(charset?.Trim('"') ?? "utf-8").GetString(bytes);
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8.GetString(bytes);
        }
    }

    private MediaTypeHeaderValue ContentType(SoapOperation operation)
    {
        if (_contract.Version == SoapVersion.Soap11)
            return new("text/xml", "utf-8");
        var type = new MediaTypeHeaderValue("application/soap+xml", "utf-8");
        if (operation.SoapAction.Length > 0)
            type.Parameters.Add(new NameValueHeaderValue("action", $"\"{operation.SoapAction}\""));
        return type;
    }
}
