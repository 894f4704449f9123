namespace Hub.ServiceKit.Storage;

/// <summary>
/// A file that keeps some of the disk for the few writes that must be possible on a full one: a rollback, its audit entry, and
/// opening the stores as a hub starts. It shrinks for them piece by piece, and takes back at once what they left.
/// </summary>
/// <param name="path">Where the file is; in the stores' folder, or it would keep the space of another disk.</param>
public sealed class DiskReserve(string path)
{
    /// <summary>How much is kept: some dozens of rollbacks.</summary>
    public const int Size = 2 * 1024 * 1024;

    private const int Piece = 256 * 1024;
    private static readonly AsyncLocal<bool> Granted = new();
    private static readonly byte[] Zeros = new byte[64 * 1024];
    private readonly Lock _lock = new();
    private long _kept;

    /// <summary>Whether what runs now may use what is kept.</summary>
    internal static bool IsGranted => Granted.Value;

    /// <summary>Whether all of it is kept.</summary>
    public bool IsWhole => Interlocked.Read(ref _kept) >= Size;

    /// <summary>Lets the writes of the calling asynchronous method, and of what that calls, use what is kept.</summary>
    public static void Grant() => Granted.Value = true;

    /// <summary>Takes as much as is missing and can be had; true when all is kept.</summary>
    public bool Fill()
    {
        if (IsWhole)
            return true;
        lock (_lock)
        {
            try
            {
                using var file = Open();
                _kept = file.Length;
                // Written, since a hole takes no space.
                for (file.Position = _kept; file.Position < Size; _kept = file.Position)
                {
                    file.Write(Zeros, 0, (int)Math.Min(Zeros.Length, Size - file.Position));
                    file.Flush();
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // What could be had is kept; the rest when there is space again.
            }

            return IsWhole;
        }
    }

    /// <summary>Gives a piece back to the disk; false when nothing is left.</summary>
    internal bool Release()
    {
        lock (_lock)
        {
            try
            {
                using var file = Open();
                if (file.Length == 0)
                    return false;
                file.SetLength(Math.Max(0, file.Length - Piece));
                _kept = file.Length;
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    // Unbuffered: what is written is asked of the disk at once.
    private FileStream Open() => new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0);
}
