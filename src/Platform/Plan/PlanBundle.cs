using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Platform.Plan;

/// <summary>
/// The plan's files as bytes: what a revision names by its SHA-256 and what the store keeps.
/// References such as <c>${file:PATH}</c> stay references, so no secret is in it.
/// </summary>
public sealed class PlanBundle
{
    /// <summary>Takes the files as they are.</summary>
    /// <param name="files">Relative path with forward slashes → content.</param>
    public PlanBundle(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        Files = new SortedDictionary<string, byte[]>(files.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal), StringComparer.Ordinal);
        Hash = ComputeHash(Files);
    }

    /// <summary>Relative path → content, ordered by path.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; }

    /// <summary>SHA-256 over all paths and contents, lower-case hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>A file as UTF-8 text, or null when the bundle has none of that name.</summary>
    public string? Text(string path) => Files.TryGetValue(path, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;

    private static string ComputeHash(IReadOnlyDictionary<string, byte[]> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[8];
        foreach (var (path, content) in files)
        {
            // Lengths go in, so that moving a byte from one file to the next is a different plan.
            var name = Encoding.UTF8.GetBytes(path);
            BinaryPrimitives.WriteInt64LittleEndian(length, name.LongLength);
            hash.AppendData(length);
            hash.AppendData(name);
            BinaryPrimitives.WriteInt64LittleEndian(length, content.LongLength);
            hash.AppendData(length);
            hash.AppendData(content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
