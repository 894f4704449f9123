using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Hub.Facade.Connections;
using Yarp.ReverseProxy.Forwarder;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Sends requests to one side and keeps the connections to it. A request that may change something is sent once at most:
/// by itself .NET's client repeats on another connection what it has sent no content of.
/// </summary>
internal sealed class SideClient : HttpMessageInvoker
{
    private static readonly HttpRequestOptionsKey<StrongBox<bool>> Sent = new("Hub.Sent");

    private readonly SidePlaces? _places;

    private SideClient(string prefix, SocketsHttpHandler handler, SidePlaces? places)
        : base(handler) => (Prefix, _places) = (prefix, places);

    /// <summary>Scheme and authority of the side.</summary>
    public string Prefix { get; }

    /// <summary>
    /// Whether the side said that it takes a connection for its first caller's (<c>Persistent-Auth</c>): then no two
    /// callers may share one, whatever their requests look like.
    /// </summary>
    public bool BindsConnections { get; set; }

    /// <summary>Why the side could not be reached when it was last asked; null when it could, or was not asked yet.</summary>
    public SideTrouble? Trouble { get; set; }

    /// <summary>Notes that the side could not be reached.</summary>
    public void Fail(string why, DateTimeOffset at) => Trouble = new SideTrouble(why, Trouble?.Since ?? at, at);

    /// <summary>Creates a client whose connections all callers share.</summary>
    public static SideClient Shared(string prefix, SidePlaces? places) => new(prefix, CreateHandler(places), places);

    /// <summary>Creates a client with a single connection, kept until the client is disposed of.</summary>
    public SideClient OfOneConnection()
    {
        var handler = CreateHandler(_places);
        handler.MaxConnectionsPerServer = 1;
        handler.PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan;
        return new SideClient(Prefix, handler, _places);
    }

    public override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is not null)
            return request.Headers.NonValidated.Contains("Expect")
                ? SendOnceAsync(request, cancellationToken)
                : base.SendAsync(request, cancellationToken);
        if (!IsSafe(request.Method))
        {
            // What has content, if only an empty one, is not repeated; and no content is worth waiting for a permission.
            request.Content = new ByteArrayContent([]);
            request.Headers.Remove("Expect");
        }

        return base.SendAsync(request, cancellationToken);
    }

    // Until the side says 100 no content is on its way, and the client would repeat the request.
    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sent = new StrongBox<bool>();
        request.Options.Set(Sent, sent);
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e) when (sent.Value)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, e.Message, e);
        }
    }

    private static bool IsSafe(HttpMethod method) =>
        method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Options || method == HttpMethod.Trace;

    // What passes through is the front-end's and the side's business: no redirects followed, no cookies kept.
    private static SocketsHttpHandler CreateHandler(SidePlaces? places) => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        EnableMultipleHttp2Connections = true,
        ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current),
        ConnectTimeout = TimeSpan.FromSeconds(5),
        ConnectCallback = places?.ForOneSide(),
        RequestHeaderEncodingSelector = EncodingOf,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
    };

    /// <summary>Values are bytes. Asked for each header whenever a request is written, which is how a repeat shows.</summary>
    private static Encoding EncodingOf(string header, HttpRequestMessage request)
    {
        if (header.Length == 6 && header.Equals("Expect", StringComparison.OrdinalIgnoreCase)
            && request.Options.TryGetValue(Sent, out var sent))
        {
            if (sent.Value)
                throw new InvalidOperationException("The request was sent before and is not sent again.");
            sent.Value = true;
        }

        return Encoding.Latin1;
    }
}

/// <summary>Why a side cannot be reached.</summary>
/// <param name="Why">The reason.</param>
/// <param name="Since">The first request of which none after it was answered.</param>
/// <param name="Last">The last such request.</param>
internal sealed record SideTrouble(string Why, DateTimeOffset Since, DateTimeOffset Last);
