using System.Data.Common;
using System.Net.Sockets;
using Hub.Facade.Signing;
using Hub.Platform.Identity;
using Hub.Platform.Identity.Anchors;
using Hub.Platform.Messaging;
using Hub.Platform.Sides;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Host.Doctor;

/// <summary>What the processes of a hub share, as the environment names it: store, bus, secret, keys.</summary>
/// <param name="data">The data folder.</param>
internal sealed class Deployment(string data)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<IEnumerable<Finding>> LookAsync() =>
        [await StoreAsync(), await BusAsync(), Secret(), AdminTokenFile(), RecordKey(), SigningKey()];

    private async Task<Finding> StoreAsync()
    {
        var options = StoreOptions.FromEnvironment();
        if (options.Postgres is null)
            return Finding.Ok("store", $"state is kept in SQLite files in {data} (HUB_STORE is not set)");
        const string next = "set HUB_STORE to Host=…;Database=hub;Username=…;Password=… of a PostgreSQL that runs";
        try
        {
            await using var store = new Stores(new DataFolder(data), options).Open("hub");
            await store.ReadAsync(Task.FromResult).WaitAsync(Patience);
            return Finding.Ok("store", $"{store.Location} answers");
        }
        catch (FormatException)
        {
            return Finding.Missing("store", "HUB_STORE is not a connection string of PostgreSQL", next);
        }
        catch (Exception e) when (e is DbException or TimeoutException or StoreUnreachableException or SocketException)
        {
            return Finding.Missing("store", $"HUB_STORE does not answer: {Sentence(e)}", next);
        }
    }

    private static async Task<Finding> BusAsync()
    {
        const string next = "set HUB_BUS to amqp://user:password@host:5672/vhost of a RabbitMQ that runs";
        RabbitMqAddress? bus;
        try
        {
            bus = RabbitMqAddress.Parse(Environment.GetEnvironmentVariable("HUB_BUS"));
        }
        catch (FormatException e)
        {
            return Finding.Missing("bus", Sentence(e), next);
        }

        if (bus is null)
            return Finding.Ok("bus", "changes go through memory, for one process of role sync (HUB_BUS is not set)");
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(bus.Host, bus.Port).WaitAsync(Patience);
            return Finding.Ok("bus", $"{bus.Host}:{bus.Port} takes connections");
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            return Finding.Missing("bus", $"{bus.Host}:{bus.Port} takes no connection: {Sentence(e)}", next);
        }
    }

    private static Finding Secret() => Given("HUB_SECRET") is not { } secret
        ? Finding.Ok("secret", "this hub is one process (HUB_SECRET is not set, which --peer needs)")
        : secret.Length >= Peers.ShortestSecret
            ? Finding.Ok("secret", "HUB_SECRET is long enough")
            : Finding.Missing(
                "secret", $"HUB_SECRET has fewer than {Peers.ShortestSecret} characters",
                "export HUB_SECRET=$(openssl rand -hex 32), the same for all processes");

    private static Finding AdminTokenFile()
    {
        if (Given("HUB_ADMIN_TOKEN_FILE") is not { } file)
            return Finding.Ok("admin token", "the first start makes one in the data folder (HUB_ADMIN_TOKEN_FILE is not set)");
        if (!File.Exists(file))
            return Finding.Note(
                "admin token", $"{file} is missing, and the first start makes it",
                $"openssl rand -hex 32 > {file}, where it is to be the same for several processes");
        var length = Read(file)?.Trim().Length;
        return length >= AccessTokens.Shortest
            ? Finding.Ok("admin token", $"{file} holds one")
            : Finding.Missing(
                "admin token",
                length is null ? $"{file} cannot be read" : $"{file} has fewer than {AccessTokens.Shortest} characters",
                $"openssl rand -hex 32 > {file}, readable by the hub's user only");
    }

    private static Finding RecordKey()
    {
        if (Given(RecordKeys.Variable) is { } file)
            return Read(file) is { Length: > 0 }
                ? Finding.Ok("records key", $"{file} is there")
                : Finding.Missing(
                    "records key", $"{file} cannot be read, or is empty",
                    $"openssl rand -base64 32 > {file}, the same for all processes");
        return StoreOptions.FromEnvironment().Postgres is null
            ? Finding.Ok("records key", "the first start makes one in the data folder (HUB_RECORDS_KEY_FILE is not set)")
            : Finding.Note(
                "records key", "records of other systems are kept in the clear (HUB_RECORDS_KEY_FILE is not set)",
                "openssl rand -base64 32 > FILE, and name it with HUB_RECORDS_KEY_FILE for all processes");
    }

    private static Finding SigningKey()
    {
        if (Given(HubSigningKey.Variable) is not { } file)
            return Finding.Ok(
                "signing key", $"each node makes one in its data folder ({HubSigningKey.Variable} is not set)");
        try
        {
            using var key = AnchorKey.Read(file, toSign: true);
            if (PublicKey.Of(key) is not null)
                return Finding.Ok("signing key", $"{file} is there");
        }
        catch (FormatException)
        {
            // What to do is the same.
        }

        return Finding.Missing(
            "signing key", $"{file} holds no private key of the curve P-256",
            $"openssl ecparam -name prime256v1 -genkey -noout -out {file}");
    }

    private static string? Given(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Sentence(Exception e) => e.Message.Split('\n')[0].TrimEnd('.', ' ', '\r');
}
