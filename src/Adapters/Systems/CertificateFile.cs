using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Hub.Platform.Plan;

namespace Hub.Adapters.Systems;

/// <summary>
/// Certificates in files of the machine the hub runs on, PEM or PKCS#12 (<c>.pfx</c>, <c>.p12</c>); the plan holds their paths.
/// </summary>
/// <param name="files">Which files may be read.</param>
/// <param name="errors">Where faults are reported, with paths as the plan writes them.</param>
internal sealed class CertificateFile(AllowedFiles files, PlanErrors errors)
{
    /// <summary>
    /// A certificate with its private key first, then whatever else the file holds; none, and an error, when it cannot be used.
    /// </summary>
    public X509Certificate2Collection ReadWithKey(PlanNode file, PlanNode? keyFile, string? password)
    {
        if (Read(file) is not { } bytes)
            return [];
        if (keyFile is null || !IsPem(bytes))
            return Use(file, () => IsPem(bytes) ? FromPem(bytes, bytes, password) : FromPkcs12(bytes, password));
        return Read(keyFile) is { } key ? Use(file, () => FromPem(bytes, key, password)) : [];
    }

    /// <summary>Certificates of authorities.</summary>
    public X509Certificate2Collection ReadAuthorities(PlanNode file) => Read(file) is not { } bytes ? [] : Use(file, () =>
    {
        var authorities = new X509Certificate2Collection();
        if (IsPem(bytes))
            authorities.ImportFromPem(Encoding.UTF8.GetString(bytes));
        else
            authorities.Add(X509CertificateLoader.LoadCertificate(bytes));
        return authorities.Count > 0 ? authorities : throw new CryptographicException("it holds no certificate");
    });

    private byte[]? Read(PlanNode file)
    {
        var bytes = files.ReadBytes(file.Value!, file.Text!, out var problem);
        if (problem is not null)
            errors.Add(file, problem);
        return bytes;
    }

    private X509Certificate2Collection Use(PlanNode file, Func<X509Certificate2Collection> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            errors.Add(file, $"{file.Text} cannot be used: {e.Message}");
            return [];
        }
    }

    private static X509Certificate2Collection FromPem(byte[] bytes, byte[] key, string? password)
    {
        var (pem, keyPem) = (Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(key));
        var own = password is null
            ? X509Certificate2.CreateFromPem(pem, keyPem)
            : X509Certificate2.CreateFromEncryptedPem(pem, keyPem, password);
        var all = new X509Certificate2Collection();
        all.ImportFromPem(pem);
        return [own, .. all.Where(c => c.Thumbprint != own.Thumbprint)];
    }

    private static X509Certificate2Collection FromPkcs12(byte[] bytes, string? password)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(bytes, password);
        return all.FirstOrDefault(c => c.HasPrivateKey) is { } own
            ? [own, .. all.Where(c => c != own)]
            : throw new CryptographicException("it holds no private key");
    }

    private static bool IsPem(byte[] bytes) => bytes.AsSpan().IndexOf("-----BEGIN "u8) >= 0;
}
