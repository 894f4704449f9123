using Hub.Platform.Identity.Approvals;
using Hub.ServiceKit.Storage;

namespace Hub.Platform.Identity;

/// <summary>The first token: made at the first start and left in <c>DATA/admin.token</c>, readable by its owner only.</summary>
public sealed class AdminToken(AccessTokens tokens, PendingChanges pending, DataFolder data, Stores stores)
{
    /// <summary>The name its holder has in revisions and audit.</summary>
    public const string Name = "admin";

    /// <summary>Where the token is: <c>HUB_ADMIN_TOKEN_FILE</c> gives one from outside.</summary>
    public string Path =>
        Environment.GetEnvironmentVariable("HUB_ADMIN_TOKEN_FILE") is { Length: > 0 } given ? given : data.File("admin.token");

    /// <summary>
    /// Makes the token valid; makes it up first when there is none. A node that joins a store with an admin token
    /// leaves it as it is, or the first node's would be void. What the holder of another token of its name has asked for and
    /// nobody has approved is void with that token.
    /// </summary>
    /// <exception cref="ArgumentException">The token given from outside is too short.</exception>
    public async Task EnsureAsync()
    {
        if (!File.Exists(Path))
        {
            if ((stores.AreShared ? await tokens.TryCreateAsync(Name) : await tokens.CreateAsync(Name)) is { } token)
            {
                await pending.VoidOfAsync(Name, Name);
                await WriteAsync(Path, token);
            }

            return;
        }

        if (await tokens.RegisterAsync(Name, (await File.ReadAllTextAsync(Path)).Trim()))
            await pending.VoidOfAsync(Name, Name);
    }

    private static async Task WriteAsync(string path, string token)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var writer = new StreamWriter(path, options);
        await writer.WriteLineAsync(token);
    }
}
