using System.Security.Cryptography;

namespace Hub.Platform.Identity.Anchors;

/// <summary>Reads the key that anchors are signed with, or its public part that suffices to check them.</summary>
public static class AnchorKey
{
    /// <summary>How a key is made, for messages.</summary>
    public const string HowToMake = "openssl ecparam -name prime256v1 -genkey -noout -out audit.key";

    private const int LongestFile = 16 * 1024;

    /// <summary>Reads an elliptic-curve key from a PEM file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="toSign">Whether the private part has to be in it.</param>
    /// <exception cref="FormatException">The file cannot be read, or holds no such key; the message says what to do.</exception>
    public static ECDsa Read(string path, bool toSign)
    {
        var key = ECDsa.Create();
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists || file.Length > LongestFile)
                throw new FormatException($"{path} is not a key file. A key is made with: {HowToMake}");
            key.ImportFromPem(File.ReadAllText(path));
            if (toSign)
                _ = key.SignHash(new byte[32]);
            return key;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            key.Dispose();
            throw new FormatException($"The key {path} cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new FormatException(
                toSign
                    ? $"{path} holds no private elliptic-curve key in PEM. A key is made with: {HowToMake}"
                    : $"{path} holds no elliptic-curve key in PEM. The public part is made with: "
                        + "openssl ec -in audit.key -pubout -out audit.pub",
                e);
        }
    }
}
