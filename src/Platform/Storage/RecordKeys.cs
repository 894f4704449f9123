using System.Security.Cryptography;
using System.Text;
using Hub.ServiceKit.Storage;

namespace Hub.Platform.Storage;

/// <summary>A key that records are encrypted with.</summary>
/// <param name="Value">32 random bytes.</param>
internal sealed record RecordKey(byte[] Value)
{
    /// <summary>The length of <see cref="Id"/>.</summary>
    public const int IdLength = 8;

    /// <summary>Names it beside what it has encrypted, and says nothing of it.</summary>
    public string Id { get; } = Convert.ToHexStringLower(SHA256.HashData(Value))[..IdLength];
}

/// <summary>
/// Reads the keys that records are encrypted with: a file with one of 32 bytes a line, in base64. The first one encrypts, all of
/// them decrypt, so that a key is replaced by writing another one above it.
/// </summary>
public static class RecordKeys
{
    /// <summary>The file in the data folder, made at the first start of a hub whose store is there.</summary>
    public const string FileName = "records.key";

    /// <summary>Names a file from outside, which all nodes of a shared store are given.</summary>
    public const string Variable = "HUB_RECORDS_KEY_FILE";

    private const int Length = 32;

    /// <summary>
    /// Returns the keys of a store's records. A key beside a shared store would be each node's own, so there are none and records
    /// stay in the clear where none is given.
    /// </summary>
    /// <exception cref="InvalidDataException">The given file is missing, or holds no keys.</exception>
    internal static IReadOnlyList<RecordKey> Load(DataFolder data, bool isShared)
    {
        var given = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : null;
        if (given is null && isShared)
            return [];
        var file = given ?? data.File(FileName);
        if (given is null && !File.Exists(file) && !TryMake(file))
            return [];
        return Read(file);
    }

    private static List<RecordKey> Read(string file)
    {
        var keys = new List<RecordKey>();
        try
        {
            foreach (var line in File.ReadLines(file).Select(l => l.Trim()).Where(l => l.Length > 0))
                keys.Add(new RecordKey(Convert.FromBase64String(line)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"The keys of records cannot be read: {e.Message}", e);
        }
        catch (FormatException e)
        {
            // The line itself may be most of a key.
            throw Invalid(file, e);
        }

        return keys.Count > 0 && keys.TrueForAll(k => k.Value.Length == Length) ? keys : throw Invalid(file);
    }

    // On a full disk a hub starts all the same, and makes its key at a later start: the file is there whole, or not at all.
    private static bool TryMake(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var made = $"{file}.{Guid.NewGuid():N}";
        try
        {
            using (var stream = new FileStream(made, options))
            {
                stream.Write(Encoding.ASCII.GetBytes($"{Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length))}\n"));
                stream.Flush(flushToDisk: true);
            }

            File.Move(made, file, overwrite: false);
            return true;
        }
        catch (IOException)
        {
            File.Delete(made);
            // Another process may have been faster.
            return File.Exists(file);
        }
    }

    private static InvalidDataException Invalid(string file, Exception? inner = null) => new(
        $"{file} is not a file of keys: each line is {Length} random bytes in base64, as openssl rand -base64 {Length} prints.",
        inner);
}
