using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Hub.Adapters.Changes;
using Hub.Adapters.Layouts;

namespace Hub.Adapters.Files;

/// <summary>
/// Writes a file under a name that begins with a dot, and then gives it its own: whoever looks finds all of it or nothing. No
/// file that is there is written over.
/// </summary>
internal sealed class OutFolder(FileDelivery delivery, FolderClient client)
{
    /// <summary>Writes a file that nobody sees yet.</summary>
    /// <exception cref="IOException">The folder is not there, or is a link, or the disk is full.</exception>
    public async Task WriteAsync(
        long number, IAsyncEnumerable<IReadOnlyDictionary<string, string>> rows, CancellationToken cancellation)
    {
        var path = Hidden(number);
        await using var file = FolderClient.MakeFile(path);
        await using (var writer = new RowWriter(delivery.Layout, file, delivery.EscapesFormulas))
            await foreach (var row in rows.WithCancellation(cancellation))
                writer.Write(row);
        file.Flush(flushToDisk: true);
        if (delivery.Checksum is null)
            return;
        file.Position = 0;
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
        await using var checksum = FolderClient.MakeFile(path + delivery.Checksum);
        await checksum.WriteAsync(Encoding.UTF8.GetBytes($"{hash}  {NameOf(number)}\n"), cancellation);
    }

    /// <summary>
    /// Gives a file its name, its checksum's before and its marker after it; what was done before a kill is left.
    /// </summary>
    /// <exception cref="IOException">Another file has the name.</exception>
    public void Publish(long number)
    {
        var (hidden, path) = (Hidden(number), PathOf(NameOf(number)));
        if (File.Exists(hidden) && File.Exists(path))
            throw new IOException("Another file has the name.");
        if (delivery.Checksum is { } checksum && File.Exists(hidden + checksum))
            File.Move(hidden + checksum, path + checksum, overwrite: true);
        if (File.Exists(hidden))
            File.Move(hidden, path, overwrite: false);
        // Where it is gone, somebody has taken it already: then no marker is to wait for the next one of that name.
        if (delivery.Marker is not { } marker || !File.Exists(path) || FolderClient.HasFile(path + marker))
            return;
        FolderClient.MakeFile(path + marker).Dispose();
    }

    private string NameOf(long number) => delivery.Pattern.Name.Replace(
        FileDelivery.Number, number.ToString("D8", CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private string Hidden(long number) => PathOf($".{NameOf(number)}.part");

    private string PathOf(string name)
    {
        var folder = client.Folder;
        foreach (var part in delivery.Pattern.Folder.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            folder = Path.Combine(folder, part);
            if (new FileInfo(folder).LinkTarget is not null)
                throw new IOException("A folder on the way is a link.");
        }

        return Path.Combine(folder, name);
    }
}
