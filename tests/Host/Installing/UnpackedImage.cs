using System.Text.Json;

namespace Hub.Host.Tests.Installing;

/// <summary>
/// An image of an OCI archive (https://github.com/opencontainers/image-spec), unpacked without a container engine.
/// </summary>
/// <param name="Root">The folder of its file system.</param>
/// <param name="Config">Its <c>config</c>: entry point, arguments, user.</param>
public sealed record UnpackedImage(string Root, JsonElement Config)
{
    /// <summary>Unpacks an archive into a folder.</summary>
    public static async Task<UnpackedImage> OfAsync(string archive, string folder)
    {
        var (parts, root) = (Path.Combine(folder, "parts"), Path.Combine(folder, "root"));
        Directory.CreateDirectory(parts);
        Directory.CreateDirectory(root);
        await Publishing.RunAsync("tar", ["xf", archive, "-C", parts]);
        var index = await ReadAsync(Path.Combine(parts, "index.json"));
        var manifest = await BlobAsync(index.GetProperty("manifests")[0]);
        foreach (var layer in manifest.GetProperty("layers").EnumerateArray())
            await Publishing.RunAsync("tar", ["xf", PathOf(layer), "-C", root]);
        return new UnpackedImage(root, (await BlobAsync(manifest.GetProperty("config"))).GetProperty("config"));

        string PathOf(JsonElement described) =>
            Path.Combine(parts, "blobs", described.GetProperty("digest").GetString()!.Replace(':', '/'));

        Task<JsonElement> BlobAsync(JsonElement described) => ReadAsync(PathOf(described));
    }

    /// <summary>The texts of a list of its configuration.</summary>
    public string[] Texts(string member) =>
        [.. Config.GetProperty(member).EnumerateArray().Select(text => text.GetString()!)];

    private static async Task<JsonElement> ReadAsync(string path)
    {
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(path));
        return json.RootElement.Clone();
    }
}
