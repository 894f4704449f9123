using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Hub.Platform.Plan;

namespace Hub.Adapters.Systems;

/// <summary>
/// Certificates in files of the machine the hub runs on, PEM or PKCS#12 (<c>.pfx</c>, <c>.p12</c>); the plan holds their paths.
/// </summary>
internal static class CertificateFile
{
    /// <summary>
    /// A certificate with its private key first, then whatever else the file holds; none, and an error, when it cannot be used.
    /// </summary>
    public static X509Certificate2Collection ReadWithKey(
        PlanNode at, string file, string? keyFile, string? password, PlanErrors errors) =>
        Read(at, file, errors, bytes => IsPem(bytes) ? FromPem(bytes, keyFile, password) : FromPkcs12(bytes, password));

    /// <summary>Certificates of authorities.</summary>
    public static X509Certificate2Collection ReadAuthorities(PlanNode at, string file, PlanErrors errors) =>
        Read(at, file, errors, bytes =>
        {
            var authorities = new X509Certificate2Collection();
            if (IsPem(bytes))
                authorities.ImportFromPem(Encoding.UTF8.GetString(bytes));
            else
                authorities.Add(X509CertificateLoader.LoadCertificate(bytes));
            return authorities.Count > 0 ? authorities : throw new CryptographicException("it holds no certificate");
        });

    private static X509Certificate2Collection Read(
        PlanNode at, string file, PlanErrors errors, Func<byte[], X509Certificate2Collection> read)
    {
        // A reference that could not be resolved was reported where it stands.
        if (file.Contains("${", StringComparison.Ordinal))
            return [];
        try
        {
            return read(File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(at, $"file {file} cannot be read; create it, readable for the hub only");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            errors.Add(at, $"{file} cannot be used: {e.Message}");
        }

        return [];
    }

    private static X509Certificate2Collection FromPem(byte[] bytes, string? keyFile, string? password)
    {
        var pem = Encoding.UTF8.GetString(bytes);
        var key = keyFile is null ? pem : File.ReadAllText(keyFile);
        var own = password is null
            ? X509Certificate2.CreateFromPem(pem, key)
            : X509Certificate2.CreateFromEncryptedPem(pem, key, password);
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
