namespace Hub.Platform.Messaging;

/// <summary>
/// Where RabbitMQ is and as whom to enter: <c>amqp://user:password@host:5672/vhost</c>, <c>amqps://</c> with TLS.
/// </summary>
public sealed class RabbitMqAddress
{
    private RabbitMqAddress(Uri address)
    {
        var login = address.UserInfo.Split(':', 2);
        Secure = address.Scheme == "amqps";
        Host = address.Host;
        Port = (ushort)(address.Port > 0 ? address.Port : Secure ? 5671 : 5672);
        VirtualHost = address.AbsolutePath is "" or "/" ? "/" : Uri.UnescapeDataString(address.AbsolutePath[1..]);
        User = login[0].Length > 0 ? Uri.UnescapeDataString(login[0]) : "guest";
        Password = login.Length > 1 ? Uri.UnescapeDataString(login[1]) : "guest";
    }

    /// <summary>The broker's name or number.</summary>
    public string Host { get; }

    /// <summary>The broker's port; 5672 unless said otherwise, 5671 with TLS.</summary>
    public ushort Port { get; }

    /// <summary>The virtual host; <c>/</c> unless said otherwise.</summary>
    public string VirtualHost { get; }

    /// <summary>Whether to talk TLS.</summary>
    public bool Secure { get; }

    /// <summary>As whom to enter.</summary>
    public string User { get; }

    internal string Password { get; }

    /// <summary>Reads the value of <c>HUB_BUS</c>; null, for the bus in memory, when there is none.</summary>
    /// <exception cref="FormatException">
    /// It is no such address. The message does not repeat it: it may hold a password.
    /// </exception>
    public static RabbitMqAddress? Parse(string? address)
    {
        if (string.IsNullOrWhiteSpace(address))
            return null;
        return Uri.TryCreate(address, UriKind.Absolute, out var uri)
            && uri.Scheme is "amqp" or "amqps"
            && uri is { Host.Length: > 0, Query: "", Fragment: "" }
            && uri.AbsolutePath.LastIndexOf('/') <= 0
            ? new RabbitMqAddress(uri)
            : throw new FormatException(
                "HUB_BUS is no address of RabbitMQ; write amqp://user:password@host:5672/vhost, or amqps:// for TLS, "
                + "with %2F and the like where a name or the password holds characters that addresses give a meaning.");
    }

    /// <summary>The address for people to read, without the password.</summary>
    public override string ToString() =>
        $"{(Secure ? "amqps" : "amqp")}://{Uri.EscapeDataString(User)}@{Host}:{Port}/"
        + (VirtualHost == "/" ? "" : Uri.EscapeDataString(VirtualHost));
}
