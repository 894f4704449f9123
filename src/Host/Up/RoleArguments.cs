using System.CommandLine;
using Hub.Host.Shell;
using Hub.Platform.Sides;

namespace Hub.Host.Up;

/// <summary>What <c>./hub up</c> is told of the parts that run here, and of the processes that run the others.</summary>
internal sealed class RoleArguments
{
    private readonly Option<string?> _roles = new("--roles")
    {
        Description = "Which parts run here: facade, adapters, sync, services. All of them when not given.",
        HelpName = "A,B",
    };

    private readonly Option<string[]> _peers = new("--peer")
    {
        Description = "Where another process of this hub runs a role: adapters=http://10.0.0.2:8081. Needs HUB_SECRET.",
        HelpName = "ROLE=URL",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_roles);
        command.Options.Add(_peers);
        _roles.Validators.Add(RolesAndPeers.ValidateRoles);
        _peers.Validators.Add(RolesAndPeers.ValidatePeers);
    }

    /// <exception cref="CommandFailedException">There are peers and no secret, or the secret is too short.</exception>
    public (Roles Roles, Peers Peers) Read(ParseResult parsed) =>
        (RolesAndPeers.ReadRoles(parsed.GetValue(_roles)), RolesAndPeers.ReadPeers(parsed.GetValue(_peers) ?? []));
}
