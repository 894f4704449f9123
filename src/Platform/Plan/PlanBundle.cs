using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Platform.Plan;

/// <summary>
/// The plan's files as bytes: what a revision names by its SHA-256 and what the store keeps.
/// References such as <c>${file:PATH}</c> stay references, so no secret is in it.
/// </summary>
public sealed class PlanBundle
{
    /// <summary>A plan's files, at most; more than any plan needs, and few enough to be compared with each other.</summary>
    public const int MostFiles = 2000;

    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Takes the files as they are.</summary>
    /// <param name="files">Relative path with forward slashes → content.</param>
    public PlanBundle(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        Files = new SortedDictionary<string, byte[]>(
            files.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal), StringComparer.Ordinal);
        Hash = ComputeHash(Files);
    }

    /// <summary>Relative path → content, ordered by path.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; }

    /// <summary>SHA-256 over all paths and contents, lower-case hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>
    /// A file as UTF-8 text without the mark that some editors begin it with, or null when the bundle has none of that name.
    /// </summary>
    public string? Text(string path) => Files.TryGetValue(path, out var bytes) ? Read(bytes) : null;

    /// <summary>Reads UTF-8, without a byte order mark.</summary>
    public static string Read(ReadOnlySpan<byte> bytes) =>
        Encoding.UTF8.GetString(bytes.StartsWith(Mark) ? bytes[Mark.Length..] : bytes);

    /// <summary>The files that differ, ordered by path.</summary>
    public static ImmutableArray<FileChange> Compare(PlanBundle from, PlanBundle to) =>
    [
        .. from.Files.Keys.Union(to.Files.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(path => (path, old: from.Files.GetValueOrDefault(path), @new: to.Files.GetValueOrDefault(path)))
            .Where(f => f.old is null || f.@new is null || !f.old.AsSpan().SequenceEqual(f.@new))
            .Select(f => new FileChange(f.path, f.old is null ? "added" : f.@new is null ? "removed" : "changed")),
    ];

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

/// <summary>A file that differs between two plans.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Change"><c>added</c>, <c>removed</c> or <c>changed</c>.</param>
public sealed record FileChange(string Path, string Change);
