using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Hub.Soap.Contracts;
using Hub.Soap.Copying;
using Hub.Soap.Envelopes;
using Hub.Soap.Outcomes;
using Hub.Soap.Xml;

namespace Hub.Soap;

/// <summary>
/// Sends envelopes to one address over HTTP, and brings back what came: writes once at most, reads once more where a connection
/// turns out to be dead.
/// </summary>
internal sealed class SoapHttp
{
    // Windows-1252 and its like: .NET knows them, but only when told to.
    static SoapHttp() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private const int MostRedirects = 5;

    private readonly SoapVersion _version;
    private readonly HttpSecurity _security;
    private readonly HttpMessageInvoker _http;
    // Connections without the hub's account: one that it authenticated as a whole would make every caller the hub.
    private readonly HttpMessageInvoker _ofCallers;

    public SoapHttp(Uri address, SoapVersion version, HttpSecurity security)
    {
        (Address, _version, _security) = (address, version, security);
        _http = Create(asTheHub: true);
        _ofCallers = security.Credentials.Forward ? Create(asTheHub: false) : _http;
    }

    public Uri Address { get; }

    /// <summary>A GET: whatever comes back but a gateway's excuse, somebody is there.</summary>
    public async Task<SystemOutcome> ProbeAsync(CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Address);
            using var response = await _http.SendAsync(request, cancellation);
            return response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout
                ? new InvalidAnswer($"HTTP {(int)response.StatusCode}")
                : new Answer(null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new Unreachable();
        }
    }

    /// <summary>Reads a document that the system offers beside its service, from the same server only.</summary>
    /// <param name="location">Where it is.</param>
    /// <param name="authorization">Who asks, or null.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The document, and where it was found after redirects.</returns>
    /// <exception cref="UnreadableReferenceException">It is not there, is elsewhere, or is too large.</exception>
    public async Task<(byte[] Content, Uri Found)> ReadDocumentAsync(
        Uri location, AuthenticationHeaderValue? authorization, CancellationToken cancellation)
    {
        try
        {
            for (var redirects = 0; redirects <= MostRedirects; redirects++)
            {
                if (location.GetLeftPart(UriPartial.Authority) != Address.GetLeftPart(UriPartial.Authority))
                    throw new UnreadableReferenceException("it is at another server, which is not asked");
                using var request = new HttpRequestMessage(HttpMethod.Get, location);
                request.Headers.Authorization = authorization;
                using var response = await _http.SendAsync(request, cancellation);
                if (response.Headers.Location is { } next && (int)response.StatusCode is >= 300 and < 400)
                {
                    location = new Uri(location, next);
                    continue;
                }

                if (response.StatusCode != HttpStatusCode.OK)
                    throw new UnreadableReferenceException($"it answers {(int)response.StatusCode}");
                await response.Content.LoadIntoBufferAsync(BoundedXml.MaxCharacters, cancellation);
                return (await response.Content.ReadAsByteArrayAsync(cancellation), location);
            }

            throw new UnreadableReferenceException("it redirects again and again");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new UnreadableReferenceException(
                e is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } ? "it is too large"
                    : "the system cannot be reached");
        }
    }

    /// <param name="envelope">The request.</param>
    /// <param name="anew">
    /// Writes the request once more, for a second sending: a nonce or a message's id serves once. Null where it has neither.
    /// </param>
    /// <param name="action">Its SOAPAction; empty where the binding names none.</param>
    /// <param name="authorization">Who asks, or null.</param>
    /// <param name="caller">The credentials of the caller who speaks for himself; null where the hub does.</param>
    /// <param name="addHeaders">Adds what else belongs to the request.</param>
    /// <param name="reads">
    /// Whether the request changes nothing, so that it may be sent once more, on a connection of its own.
    /// </param>
    /// <param name="read">Reads an answer that holds an envelope.</param>
    /// <param name="deadline">When it is over for this call; then the outcome says whether anything was sent.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<SystemOutcome> SendAsync(
        byte[] envelope,
        Func<byte[]>? anew,
        string action,
        AuthenticationHeaderValue? authorization,
        CallerCredentials? caller,
        Action<HttpRequestMessage> addHeaders,
        bool reads,
        Func<HttpResponseMessage, Task<SystemOutcome>> read,
        CancellationToken deadline,
        CancellationToken cancellation)
    {
        // Credentials that authenticate a connection (NTLM, Negotiate) must not be left on one that others use.
        using var once = caller is { OfConnection: true } ? Create(asTheHub: false) : null;
        var pooled = once ?? (caller is null ? _http : _ofCallers);
        var outcome = await SendOnceAsync(pooled, envelope);
        if (!reads || outcome is not NoAnswer { OnUsedConnection: true })
            return outcome;
        // When a server starts again each of its pooled connections is dead, so the next one would be as well.
        using var fresh = Create(asTheHub: caller is null);
        return await SendOnceAsync(fresh, anew?.Invoke() ?? envelope);

        Task<SystemOutcome> SendOnceAsync(HttpMessageInvoker http, byte[] bytes) =>
            SendAsync(http, bytes, action, authorization, caller, addHeaders, read, deadline, cancellation);
    }

    private async Task<SystemOutcome> SendAsync(
        HttpMessageInvoker http,
        byte[] envelope,
        string action,
        AuthenticationHeaderValue? authorization,
        CallerCredentials? caller,
        Action<HttpRequestMessage> addHeaders,
        Func<HttpResponseMessage, Task<SystemOutcome>> read,
        CancellationToken deadline,
        CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline, cancellation);
        var (content, answered) = (new EnvelopeContent(envelope, ContentType(action)), false);
        using var request = new EnvelopeRequest(Address) { Content = content };
        request.Headers.Authorization = authorization;
        if (_version == SoapVersion.Soap11)
            request.Headers.TryAddWithoutValidation("SOAPAction", $"\"{action}\"");
        addHeaders(request);
        if (caller?.Authorization is { } own)
            request.Headers.TryAddWithoutValidation("Authorization", own);
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            answered = true;
            // What comes is counted after it was unpacked: a small answer may be a large one.
            await response.Content.LoadIntoBufferAsync(BoundedXml.MaxCharacters, either.Token);
            return await read(response);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return content.Started ? new NoAnswer(TimedOut: true) : new Unreachable();
        }
        catch (HttpRequestException e)
            when (e.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.InvalidResponse)
        {
            return new InvalidAnswer("it is too large or no HTTP");
        }
        catch (Exception e) when (e is InvalidDataException || e.InnerException is InvalidDataException)
        {
            return new InvalidAnswer("it cannot be unpacked");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return content.Started
                ? new NoAnswer(TimedOut: false) { OnUsedConnection = !answered && !request.OpenedConnection }
                : new Unreachable();
        }
    }

    /// <summary>
    /// Creates a handler itself: what HttpClient adds to a call, a time of its own and a place for it to wait, is here already.
    /// </summary>
    private HttpMessageInvoker Create(bool asTheHub)
    {
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            // A system of record is reached directly; a proxy set for the process is for the way out.
            UseProxy = false,
            // Brotli is not of these services' time.
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
            // Traced here, and not told there unless the plan says so.
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // Nothing is filtered; it is here that a connection is known to be a new one.
            PlaintextStreamFilter = (context, _) =>
            {
                (context.InitialRequestMessage as EnvelopeRequest)?.OpenedConnection = true;
                return ValueTask.FromResult(context.PlaintextStream);
            },
            // Credentials are passed on as the bytes they came as.
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        };
        _security.Apply(handler, Address, asTheHub);
        return new HttpMessageInvoker(handler);
    }

    private sealed class EnvelopeRequest(Uri address) : HttpRequestMessage(HttpMethod.Post, address)
    {
        // Another request's new connection may serve it; then it counts as used.
        private volatile bool _openedConnection;

        /// <summary>Whether a connection was opened for it.</summary>
        public bool OpenedConnection
        {
            get => _openedConnection;
            set => _openedConnection = value;
        }
    }

    private MediaTypeHeaderValue ContentType(string action)
    {
        if (_version == SoapVersion.Soap11)
            return new("text/xml", "utf-8");
        var type = new MediaTypeHeaderValue("application/soap+xml", "utf-8");
        if (action.Length > 0)
            type.Parameters.Add(new NameValueHeaderValue("action", $"\"{action}\""));
        return type;
    }
}
