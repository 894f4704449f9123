using System.Net;
using System.Net.Sockets;
using Hub.Soap.Copying;

namespace Hub.Importing.Contracts;

/// <summary>Reads files and addresses, each allowed by the rules, within a size, a number and a time.</summary>
internal sealed class BoundedDownload : IDisposable
{
    public const int MostFiles = 300;
    public const int LargestFile = 16 * 1024 * 1024;
    public const int LargestAll = 64 * 1024 * 1024;
    private const int MostRedirects = 5;

    private readonly ReadingRules _rules;
    private readonly HttpClient _client;
    private bool? _publicFirst;
    private int _files;
    private long _bytes;

    public BoundedDownload(ReadingRules rules)
    {
        _rules = rules;
        // No proxy: behind one it would not be seen who is asked.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            ConnectCallback = ConnectAsync,
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <returns>The bytes, and where they were found after redirects.</returns>
    /// <exception cref="ImportRefusedException">It may not be read, or is too large.</exception>
    /// <exception cref="UnreadableReferenceException">It is not there.</exception>
    public async Task<(byte[] Content, Uri Found)> ReadAsync(Uri location, CancellationToken cancellation)
    {
        if (++_files > MostFiles)
            throw new ImportRefusedException($"The WSDL imports more than {MostFiles} files.");
        if (_rules.WhyRefused(location) is { } why)
            throw new ImportRefusedException($"'{location}' is not read: {why}.");
        try
        {
            if (!location.IsFile)
                return await ReadHttpAsync(location, cancellation);
            await using var file = File.OpenRead(location.LocalPath);
            return (await ReadAsync(file, location, cancellation), location);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException)
        {
            throw e.InnerException as ImportRefusedException
                ?? (Exception)new UnreadableReferenceException(
                    e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<(byte[] Content, Uri Found)> ReadHttpAsync(Uri location, CancellationToken cancellation)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var response = await _client.GetAsync(location, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.Headers.Location is { } next && (int)response.StatusCode is >= 300 and < 400)
            {
                var target = new Uri(location, next);
                if (target.IsFile || _rules.WhyRefused(target) is not null)
                    throw new ImportRefusedException(
                        $"'{location}' redirects to '{target}', which is not read: {_rules.WhyRefused(target)}.");
                if (redirects == MostRedirects)
                    throw new UnreadableReferenceException("it redirects again and again.");
                location = target;
                continue;
            }

            if (response.StatusCode != HttpStatusCode.OK)
                throw new UnreadableReferenceException($"it answers {(int)response.StatusCode}"
                    + (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                        ? ": download the file and import that."
                        : "."));
            await using var content = await response.Content.ReadAsStreamAsync(cancellation);
            return (await ReadAsync(content, location, cancellation), location);
        }
    }

    private async Task<byte[]> ReadAsync(Stream stream, Uri location, CancellationToken cancellation)
    {
        var content = new MemoryStream();
        var chunk = new byte[64 * 1024];
        for (int read; (read = await stream.ReadAsync(chunk, cancellation)) > 0;)
        {
            content.Write(chunk, 0, read);
            _bytes += read;
            if (content.Length > LargestFile || _bytes > LargestAll)
                throw new ImportRefusedException(
                    $"'{location}' is not read: a file may have {LargestFile / 1024 / 1024} MB, "
                    + $"all together {LargestAll / 1024 / 1024}.");
        }

        return content.ToArray();
    }

    // The name is looked up here and the address that was found is the one connected to: a name that answers otherwise the
    // second time leads nowhere else.
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, uri) = (context.DnsEndPoint.Host, context.InitialRequestMessage.RequestUri!);
        var addresses = IPAddress.TryParse(host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(host, cancellation);
        _publicFirst ??= addresses.All(a => !ReadingRules.IsInner(a));
        var reachable = _publicFirst == false || _rules.IsAllowed(uri)
            ? addresses
            : [.. addresses.Where(a => !ReadingRules.IsInner(a))];
        if (reachable.Length == 0)
            throw new ImportRefusedException(
                $"'{uri}' is not read: {host} is an address within this network, named by a WSDL from outside; "
                + $"if it may be asked: --allow-host {uri.Authority}.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(reachable, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
