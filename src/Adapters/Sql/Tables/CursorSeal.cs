using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Adapters.Sql.Tables;

/// <summary>
/// Makes cursors that callers can neither read nor change, nor use elsewhere: AES-256-GCM under a key that every node
/// takes from the hub's store, and for each cursor one derived from it (HMAC-SHA256 of a random salt), so that no nonce
/// is ever used twice.
/// </summary>
internal sealed class CursorSeal(HubStore store)
{
    private const int SaltLength = 16;
    private const int TagLength = 16;

    // An address of the hub's has 16 KB, and less where another server stands before it; path and filters need theirs.
    private const int LongestCursor = 6 * 1024;
    private static readonly SqlFile Sql = SqlFile.Of<CursorSeal>();
    private static readonly byte[] Nonce = new byte[12];
    private byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>Takes the key of all nodes; the first of them makes it.</summary>
    public async Task LoadAsync()
    {
        await store.Database.MigrateAsync("adapter-keys", Sql);
        _key = await FindAsync() ?? await MakeAsync();
    }

    // Asked for first: a hub starts on a full disk too, where nothing can be written.
    private async Task<byte[]?> FindAsync() =>
        await store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<string>(Sql["Find"], new { name = "cursors" }))
            is { } kept ? Convert.FromBase64String(kept) : null;

    private async Task<byte[]> MakeAsync()
    {
        var made = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        await store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Make"], new { name = "cursors", value = made }, t));
        // Another node's, where that was first.
        return (await FindAsync())!;
    }

    /// <summary>A cursor behind a row; null where it would be too long for an address.</summary>
    /// <param name="last">The row's values of the columns in order.</param>
    /// <param name="bound">The list, its order and its filters: it is good for nothing else.</param>
    public string? Seal(IReadOnlyList<SqlRaw?> last, string bound)
    {
        var plain = Encoding.UTF8.GetBytes(
            new JsonArray([.. last.Select(v => v is null ? null : (JsonNode)v.Text)]).ToJsonString());
        if (Base64Url.GetEncodedLength(SaltLength + TagLength + plain.Length) > LongestCursor)
            return null;
        var cursor = new byte[SaltLength + TagLength + plain.Length];
        var salt = cursor.AsSpan(0, SaltLength);
        RandomNumberGenerator.Fill(salt);
        using var cipher = CipherOf(salt);
        cipher.Encrypt(
            Nonce,
            plain,
            cursor.AsSpan(SaltLength + TagLength),
            cursor.AsSpan(SaltLength, TagLength),
            Encoding.UTF8.GetBytes(bound));
        return Base64Url.EncodeToString(cursor);
    }

    /// <summary>The values of the row that a cursor is behind; null when it is none of the hub's, or of another list.</summary>
    public IReadOnlyList<SqlRaw?>? Open(string cursor, string bound)
    {
        if (cursor.Length > LongestCursor || !Base64Url.IsValid(cursor))
            return null;
        var bytes = Base64Url.DecodeFromChars(cursor);
        if (bytes.Length < SaltLength + TagLength)
            return null;
        var plain = new byte[bytes.Length - SaltLength - TagLength];
        using var cipher = CipherOf(bytes.AsSpan(0, SaltLength));
        try
        {
            cipher.Decrypt(
                Nonce,
                bytes.AsSpan(SaltLength + TagLength),
                bytes.AsSpan(SaltLength, TagLength),
                plain,
                Encoding.UTF8.GetBytes(bound));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return [.. JsonSerializer.Deserialize<string?[]>(plain)!.Select(v => v is null ? null : new SqlRaw(v))];
    }

    private AesGcm CipherOf(ReadOnlySpan<byte> salt) => new(HMACSHA256.HashData(_key, salt), TagLength);
}
