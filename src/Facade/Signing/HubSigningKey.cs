using System.Security.Cryptography;
using Hub.Platform.Identity.Anchors;
using Hub.ServiceKit.Storage;

namespace Hub.Facade.Signing;

/// <summary>
/// The key that this node signs documents with: an elliptic-curve key (P-256) in the data folder, made at the first start and
/// readable by its owner only. It never leaves the node; its public part is published to all nodes.
/// </summary>
internal sealed class HubSigningKey(DataFolder data, PublishedKeys published, TimeProvider time) : IDisposable
{
    /// <summary>The file in the data folder.</summary>
    public const string FileName = "signing.key";

    /// <summary>Names a file from outside, as for nodes whose data folders do not last.</summary>
    public const string Variable = "HUB_SIGNING_KEY_FILE";

    private readonly Lock _lock = new();
    private ECDsa? _key;
    private PublicKey? _public;

    /// <summary>Publishes the public part of the key.</summary>
    /// <exception cref="FormatException">The key given from outside cannot be used.</exception>
    /// <exception cref="IOException">The key cannot be made.</exception>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public Task PublishAsync() => published.AddAsync(Load().Public, time.GetUtcNow());

    /// <summary>Returns a document's signature, once everybody can look up the key that it is made with.</summary>
    /// <exception cref="FormatException">The key given from outside cannot be used.</exception>
    /// <exception cref="IOException">The key cannot be made.</exception>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public async Task<string> SignAsync(string canonical)
    {
        await PublishAsync();
        var (key, shown) = Load();
        lock (_lock)
            return DetachedSignature.Of(canonical, key, shown.Id);
    }

    public void Dispose() => _key?.Dispose();

    private (ECDsa Key, PublicKey Public) Load()
    {
        lock (_lock)
        {
            if (_key is null)
            {
                var given = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : null;
                var file = given ?? data.File(FileName);
                if (given is null && !File.Exists(file))
                    Make(file);
                var key = AnchorKey.Read(file, toSign: true);
                _public = PublicKey.Of(key)
                    ?? throw new FormatException($"{file} holds no key of the curve P-256. A key is made with: "
                        + AnchorKey.HowToMake.Replace("audit.key", FileName, StringComparison.Ordinal));
                _key = key;
            }

            return (_key, _public!);
        }
    }

    // The file is there whole or not at all, whenever the process ends.
    private static void Make(string file)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var made = $"{file}.{Guid.NewGuid():N}";
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        try
        {
            using (var writer = new StreamWriter(made, options))
                writer.WriteLine(key.ExportPkcs8PrivateKeyPem());
            File.Move(made, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            // Another process was faster.
            File.Delete(made);
        }
    }
}
