using System.Security.Cryptography;
using System.Text;
using Hub.Adapters.Changes;
using Hub.Adapters.Layouts;

namespace Hub.Adapters.Files;

/// <summary>
/// Looks through a file before anything of it is taken: what is in it, whether its checksum is right, and whether it can be told
/// where its rows begin.
/// </summary>
internal static class FileInspection
{
    private const int LongestChecksum = 4096;
    private const int HashDigits = 64;

    /// <returns>
    /// The SHA-256 of the content; empty where it cannot be told. And why the file is refused; null where it is not.
    /// </returns>
    public static async Task<(string Hash, string? Refusal)> InspectAsync(
        DropFolder folder, FileFeed feed, DroppedFile file, CancellationToken cancellation)
    {
        try
        {
            using var hash = SHA256.Create();
            await using var bytes = folder.Open(file);
            await using var hashed = new CryptoStream(bytes, hash, CryptoStreamMode.Read);
            var refusal = await FindFaultAsync(feed.Layout, hashed, cancellation);
            await hashed.CopyToAsync(Stream.Null, cancellation);
            var found = Convert.ToHexStringLower(hash.Hash!);
            // First, as a file that came in part breaks off anywhere.
            return (found, await FindChecksumFaultAsync(folder, feed, file, found, cancellation) ?? refusal);
        }
        catch (FileRefusedException e)
        {
            return ("", e.Message);
        }
    }

    /// <summary>Returns the SHA-256 of a file's content; empty where it cannot be told.</summary>
    public static async Task<string> HashAsync(DropFolder folder, DroppedFile file, CancellationToken cancellation)
    {
        try
        {
            await using var bytes = folder.Open(file);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, cancellation));
        }
        catch (FileRefusedException)
        {
            return "";
        }
    }

    private static async Task<string?> FindFaultAsync(FileLayout layout, Stream file, CancellationToken cancellation)
    {
        try
        {
            using var rows = new RowReader(layout, file);
            while (await rows.ReadAsync(cancellation) is not null)
            {
            }

            return null;
        }
        catch (FileRefusedException e)
        {
            return e.Message;
        }
    }

    // As sha256sum writes it: the hash, and behind it the name.
    private static async Task<string?> FindChecksumFaultAsync(
        DropFolder folder, FileFeed feed, DroppedFile file, string found, CancellationToken cancellation)
    {
        if (feed.Checksum is not { } ending)
            return null;
        await using var bytes = folder.Open(new DroppedFile(file.Name + ending, file.Path + ending));
        var told = new byte[LongestChecksum];
        var length = await bytes.ReadAtLeastAsync(told, told.Length, throwOnEndOfStream: false, cancellation);
        var text = Encoding.ASCII.GetString(told, 0, length).TrimStart('\\');
        return text.Length < HashDigits ? $"the file that ends in {ending} holds no SHA-256, as sha256sum writes it"
            : text[..HashDigits].Equals(found, StringComparison.OrdinalIgnoreCase) ? null
            : $"its SHA-256 is not the one in the file that ends in {ending}: it came in part, or was changed since";
    }
}
