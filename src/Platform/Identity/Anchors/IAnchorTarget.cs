using System.Net.Http.Headers;
using System.Text;

namespace Hub.Platform.Identity.Anchors;

/// <summary>A place outside of the store that keeps anchors.</summary>
public interface IAnchorTarget
{
    /// <summary>Where it is, for people to read.</summary>
    string Location { get; }

    /// <summary>Adds a line of JSON; when this completes, it is kept.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    /// <exception cref="HttpRequestException">The address did not take it.</exception>
    Task AddAsync(string line, CancellationToken cancellation);
}

/// <summary>A file with one anchor per line; whatever stands in it, an anchor begins a new one.</summary>
/// <param name="path">The file; it is made when it is missing, readable by its owner only.</param>
public sealed class AnchorFile(string path) : IAnchorTarget
{
    /// <inheritdoc />
    public string Location => path;

    /// <inheritdoc />
    public async Task AddAsync(string line, CancellationToken cancellation)
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var start = IsTorn() ? "\n" : "";
        await using var file = new FileStream(path, options);
        await file.WriteAsync(Encoding.UTF8.GetBytes($"{start}{line}\n"), cancellation);
        file.Flush(flushToDisk: true);
    }

    /// <summary>
    /// Returns whether the file may end within a line, as after a crash or on a full disk: the next anchor would be lost in it.
    /// Empty lines do no harm.
    /// </summary>
    private bool IsTorn()
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (!file.CanSeek || file.Length == 0)
                return false;
            file.Seek(-1, SeekOrigin.End);
            return file.ReadByte() != '\n';
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }
}

/// <summary>An address that takes each anchor as a POST of JSON, and answers 2xx once it keeps it.</summary>
/// <param name="address">The address.</param>
public sealed class AnchorWebhook(Uri address) : IAnchorTarget, IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = 64 * 1024,
    };

    /// <inheritdoc />
    public string Location => address.GetLeftPart(UriPartial.Path);

    /// <inheritdoc />
    public async Task AddAsync(string line, CancellationToken cancellation)
    {
        using var content = new StringContent(line, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await _client.PostAsync(address, content, cancellation);
        answer.EnsureSuccessStatusCode();
    }

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();
}
