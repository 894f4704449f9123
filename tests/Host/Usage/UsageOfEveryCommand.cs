using Hub.Host.Commands;
using Hub.Host.Shell;
using Hub.Host.Tests.Listings;
using Hub.Tests;

namespace Hub.Host.Tests.Usage;

/// <summary>
/// Whatever is typed and can never be right ends with exit code 2, and says what is wrong and what is right: refused by the
/// command line itself, by a command that looks for a file, or by the hub (400 and 404).
/// </summary>
public sealed class UsageOfEveryCommand(DemoWithListings demo)
{
    private const string Number = "is not a whole number, such as 10.";
    private const string NoPlan = "There is no plan folder 'nowhere': name one with --plan, as in --plan migration-plan.";
    private const string NoEnvironment = "There is no environment 'finance-postgre': migration-plan/environments/";
    private const string NotAllowed = "--env-allow HUB_X: what begins with HUB_ is the hub's own";

    // Any text is right there, or what is right is known only where it is used.
    private static readonly string[] Free =
    [
        "--reason", "--data", "--secrets", "--converters", "--owner", "--actor", "--action", "--target", "--user", "--group",
        "--schema", "--tables", "--allow-host", "--port", "--out", "--at",
        "export <folder>", "--audit-key", "--key", "--field", "--where-reason", "sync parked --after", "try --in", "--caller",
        "up --env-allow", "evidence --path", "plan new <folder>",
        "new service --dir",
        // A folder or environment that is missing is what the doctor finds.
        "doctor --plan", "doctor --env",
    ];

    private static readonly TypedValue[] OfTheLine =
    [
        new("shift --to", "shift a --to nwe --reason x", "legacy, shadow, canary, new, retired; did you mean 'new'?"),
        new("shift --percent", "shift a --to canary --percent 101 --reason x",
            "--percent '101' is not a share of the cohorts: from 0 to 100, as in --percent 10."),
        new("shift --percent", "shift a --to canary --percent -1 --reason x", "--percent '-1' is not a share"),
        new("shift --percent", "shift a --to canary --percent NaN --reason x", "--percent 'NaN' is not a share"),
        new("shift --percent", "shift a --to canary --reason x", "--percent N is missing", "--to canary --percent 10"),
        new("shift --percent", "shift a --to new --percent 5 --reason x", "--percent goes with --to canary only"),
        new("shift --user", "shift a --to new --user C-1 --reason x", "--user goes with --to canary only"),
        new("shift --group", "shift a --to legacy --group g --reason x", "--group goes with --to canary only"),
        new("shift --expected-revision", "shift a --to new --expected-revision x --reason x", Number),
        new("plan new --capability", "plan new x --capability A", "--capability 'A' is not a name of lower-case letters"),
        new("plan new --legacy", "plan new x --legacy orders", "--legacy 'orders' is not the address of a server"),
        new("new service <name>", "new service Returns", "'Returns' is not a name of lower-case letters, 3 to 30 of them"),
        new("new service --record", "new service returns --record A", "--record: 'A' is not a name of lower-case letters"),
        new("new service --legacy", "new service returns --legacy erp",
            "--legacy 'erp' is not the adapter of a system of the plan, such as adapter:erp."),
        new("plan schema <kind>", "plan schema systm", "<kind> 'systm' is not one of", "did you mean 'system'?"),
        new("completion <shell>", "completion bsh", "<shell> 'bsh' is not one of bash, zsh, fish, pwsh; did you mean 'bash'?"),
        new("doctor --env-allow", "doctor --env-allow HUB_X", NotAllowed),
        new("token create --role", "token create x --role opertor", "did you mean 'operator'?"),
        new("token create --expires", "token create x --role viewer --expires 90x",
            "--expires '90x' is not a duration, such as 12h or 90d."),
        new("revisions --limit", "revisions --limit 0", "--limit '0' is not from 1 to 1000, such as --limit 100."),
        new("revisions diff <from>", "revisions diff a 1", "<from> 'a' " + Number),
        new("revisions diff <to>", "revisions diff 1 a", "<to> 'a' " + Number),
        new("audit --limit", "audit --limit 1001", "--limit '1001' is not from 1 to 1000"),
        new("audit --outcome", "audit --outcome dnoe", "done, forced, refused, waits, unknown; did you mean 'done'?"),
        new("audit --since", "audit --since yesterday", "--since 'yesterday' is not a time: write 2026-11-28"),
        new("audit --until", "audit --until yesterday", "--until 'yesterday' is not a time: write 2026-11-28"),
        new("audit export --outcome", "audit export --outcome dnoe", "did you mean 'done'?"),
        new("evidence --hash", "evidence orders.get --document --hash abc", "--hash 'abc' is not a SHA-256: 64 of 0-9 and a-f"),
        new("evidence --hash", $"evidence orders.get --hash {new string('a', 64)}", "--hash goes with --document"),
        new("replay --last", "replay orders.get --last 0", "--last '0' is not from 1 to 1000, such as --last 100."),
        new("replay --authorization-file", "replay orders.get --authorization-file nowhere", "'nowhere'"),
        new("evidence --since", "evidence orders.get --since 1h --document", "--since goes without --document"),
        new("rules accept --until", "rules accept orders.get:a --until soon --reason x",
            "--until 'soon' is not a day, such as 2027-03-31."),
        new("evidence --since", "evidence orders.get --since yesterday", "--since 'yesterday' is not a time"),
        new("notify list --state", "notify list --state faild", "waiting, delivered, failed; did you mean 'failed'?"),
        new("traffic --side", "traffic --side nwe", "legacy, new, hub; did you mean 'new'?"),
        new("traffic --since", "traffic --since yesterday", "--since 'yesterday' is not a time"),
        new("traffic --limit", "traffic --limit 501", "--limit '501' is not from 1 to 500"),
        new("discover --since", "discover --since yesterday", "--since 'yesterday' is not a time"),
        new("discover --capability", "discover --capability orders", "--capability goes with --propose only."),
        new("discover --capability", "discover --propose --capability a.b", "is not the name of a capability"),
        new("audit export --since", "audit export --since x", "--since 'x' is not a time"),
        new("audit export --until", "audit export --until x", "--until 'x' is not a time"),
        new("sync parked --since", "sync parked --since yesterday", "--since 'yesterday' is not a time: write 2026-11-28"),
        new("feed read --limit", "feed read customers --limit 0", "--limit '0' is not from 1 to 10000, such as --limit 100."),
        new("feed archive --to", "feed archive customers --to customers.json", "--to 'customers.json' does not end in .gz"),
        new("sync parked --limit", "sync parked --limit 0", "--limit '0' is not from 1 to 10000"),
        new("sync conflicts --since", "sync conflicts --since yesterday", "--since 'yesterday' is not a time"),
        new("sync conflicts --limit", "sync conflicts --limit 0", "--limit '0' is not from 1 to 10000"),
        new("sync replay --since", "sync replay --since x --reason x", "--since 'x' is not a time"),
        new("sync replay <id>", "sync replay", "Which are meant? Name one by its id, or many by --link"),
        new("sync parked replay <id>", "sync parked replay x --link orders", "An id names a single one: leave it out"),
        new("sync parked replay --link", "sync parked replay --link orders", "--reason TEXT is missing"),
        new("sync parked replay --link", "sync parked orders replay --link invoices --reason x",
            "Two links are named, 'orders' and 'invoices': leave one out."),
        new("sync parked replay --link", "sync parked orders replay --all --reason x", "--all means all of them: leave it out"),
        new("sync parked edit <id>", "sync parked orders edit x --content {} --reason x", "leave out the link 'orders'"),
        new("sync parked replay --since", "sync parked replay --since x --reason x", "--since 'x' is not a time"),
        new("sync dropped accept <id>", "sync dropped accept --reason x", "Name a dropped change by its ID"),
        new("sync dropped accept --link", "sync dropped accept x --link orders --reason x", "Name a dropped change by its ID"),
        new("sync parked drop <id>", "sync parked drop --reason x", "Which are meant?"),
        new("sync parked drop --link", "sync parked drop --link orders --all --reason x", "--all means all of them"),
        new("sync parked drop --since", "sync parked drop --since x --reason x", "--since 'x' is not a time"),
        new("sync conflicts resolve --since", "sync conflicts resolve --since x --use new --reason x",
            "--since 'x' is not a time"),
        new("record --for", "record erp --for 2h", "--for '2h' is too long: up to 1h, such as 30s or 5m."),
        new("record --for", "record erp --for soon", "--for 'soon' is not a duration, such as 30s or 5m."),
        new("record --count", "record erp --count 0", "--count '0' is not from 1 to 1000, such as --count 100."),
        new("jobs run --at", "jobs run x --at soon", "--at 'soon' is not a time, such as 2026-12-24T18:00Z."),
        new("plan diff --revision", "plan diff --revision x", Number),
        new("plan apply --expected-revision", "plan apply --expected-revision x --reason x", Number),
        new("plan check --urls", "plan check --urls nowhere", "write one such as http://127.0.0.1:8080"),
        new("plan check --env-allow", "plan check --env-allow HUB_X", NotAllowed),
        new("plan test --env-allow", "plan test --env-allow HUB_X", NotAllowed),
        new("plan rescue --env-allow", "plan rescue --env-allow HUB_X", NotAllowed),
        new("import sql --env-allow", "import sql --env-allow HUB_X", NotAllowed),
        new("import sql --provider", "import sql --provider mysql", "not one of sqlite, postgres, sqlserver"),
        new("up --traffic-rate", "up --traffic --traffic-rate 0", "--traffic-rate '0' is not from 1 to 100"),
        new("up --traffic-rate", "up --traffic-rate 5", "--traffic-rate goes with --traffic only."),
        new("demo fault <name>", "demo fault ronding", "<name> 'ronding' is not one of rounding,", "did you mean 'rounding'?"),
        new("demo fault <name>", "demo fault", "Name a fault to switch on, as in ./hub demo fault rounding"),
        new("demo fault <name>", "demo fault rounding --clear", "Name a fault to switch on"),
        new("demo fault --percent", "demo fault errors --percent 0", "--percent '0' is not a share of the answers"),
        new("demo fault --percent", "demo fault --clear --percent 5", "--percent goes with a fault"),
        new("up --urls", "up --urls nowhere", "write one such as http://127.0.0.1:8080"),
        new("up --h2-urls", "up --h2-urls nowhere", "write one such as http://127.0.0.1:8080"),
        new("up --admin-urls", "up --admin-urls nowhere", "write one such as http://127.0.0.1:8080"),
        new("up --roles", "up --roles facede", "--roles 'facede' is not a role", "did you mean 'facade'?"),
        new("up --peer", "up --peer adapters", "--peer 'adapters' is invalid: write ROLE=URL"),
        new("up --peer", "up --peer adaptors=http://a", "--peer 'adaptors' is not a role", "did you mean 'adapters'?"),
        new("up --max-body", "up --max-body 0", "--max-body is megabytes, from 1 to 100000."),
        new("up --max-connections", "up --max-connections 0", "from 1 to 1000000, such as 5000"),
        new("up --trusted-proxies", "up --trusted-proxies x", "write 10.0.0.5 or 10.1.0.0/16"),
        new("up --drain-delay", "up --drain-delay soon", "--drain-delay 'soon' is not a duration, such as 300ms, 5s or 2m."),
        new("up --drain-timeout", "up --drain-timeout 5", "--drain-timeout '5' is not a duration"),
        new("up --audit-anchor", "up --audit-anchor x", "--audit-anchor says where anchors go and --audit-key what signs them"),
        new("up --audit-interval", "up --audit-interval x", "--audit-interval 'x' is not a duration, such as 30s or 5m."),
        new("up --audit-entries", "up --audit-entries 0", "--audit-entries '0' is not from 1 to 1000000"),
        new("sync conform <url>", "sync conform orders", "'orders' is not the address of a service: write scheme, host and port"),
        new("sync conform <url>", "sync conform http://a/b", "'http://a/b' is not the address of a service"),
        new("sync conform --changes", "sync conform http://a --changes b", "--changes 'b' is not a path, such as --changes /"),
        new("sync conform --records", "sync conform http://a --records /b?c", "--records '/b?c' is not a path"),
        new("retire --out", "retire a --reason x --out f", "--out writes what --dry-run tells: add --dry-run"),
        new("audit verify --key", "audit verify --key x", "--key checks anchors: name their file with --anchor."),
    ];

    private static readonly TypedValue[] OfFiles =
    [
        new("sync conform --token-file", "sync conform http://127.0.0.1:1 --token-file nowhere",
            "--token-file 'nowhere' cannot be read"),
        new("sync conform --record", "sync conform http://127.0.0.1:1 --record nowhere",
            "--record 'nowhere' cannot be read: write JSON, or the name of a file that holds it"),
        new("sync conform --edit", "sync conform http://127.0.0.1:1 --edit nowhere", "--edit 'nowhere' cannot be read"),
        new("sync conflicts resolve --use", "sync conflicts resolve x --use nwe --reason x",
            "--use 'nwe' cannot be read: write legacy, new, or the name of a JSON file"),
        new("sync parked edit --content", "sync parked edit x --content nowhere --reason x",
            "--content 'nowhere' cannot be read: write JSON, or the name of a file that holds it"),
        new("discover --log", "discover --log nowhere", "There is no file 'nowhere'"),
        new("plan check --plan", "plan check --plan nowhere", NoPlan),
        new("plan check --env", "plan check --env finance-postgre", NoEnvironment, "did you mean 'finance-postgres'?"),
        new("plan test --plan", "plan test --plan nowhere", NoPlan),
        new("plan test --env", "plan test --env finance-postgre", NoEnvironment),
        new("plan test --recordings", "plan test --recordings nowhere",
            "There is no folder 'nowhere': name one with --recordings"),
        new("plan rescue --data", "plan rescue --data nowhere", "There is no folder 'nowhere'"),
        new("up --plan", "up --plan nowhere --data DATA --urls http://127.0.0.1:0 --no-demo", NoPlan),
        new("up --env", "up --env finance-postgre --data DATA --urls http://127.0.0.1:0 --no-demo", NoEnvironment),
        new("import wsdl <wsdl>", "import wsdl nowhere.wsdl --system a --out DATA", "There is no file 'nowhere.wsdl'"),
        new("import wsdl --system", "import wsdl nowhere.wsdl --system A_b --out DATA",
            "--system 'A_b' is not a name of lower-case letters, digits and hyphens, such as billing."),
        new("import wsdl --capability", "import wsdl nowhere.wsdl --system a --capability A --out DATA",
            "--capability 'A' is not"),
        new("import sql --system", "import sql --provider sqlite --connection x --system A --out DATA", "--system 'A' is not"),
        new("import sql --capability",
            "import sql --provider sqlite --connection x --system a --capability A --out DATA", "--capability 'A' is not"),
        new("import sql --connection", "import sql --provider postgres --connection nonsense --system a --out DATA",
            "--connection cannot be used"),
        new("retire verify --key", "retire verify a --key nowhere", "--key: nowhere is not a key file"),
        new("retire verify <file>", "retire verify nowhere", "The file 'nowhere' cannot be read"),
        new("audit verify --export", "audit verify --export nowhere", "--export cannot be read"),
        new("audit verify --anchor", "audit verify --export nowhere --anchor nowhere", "--anchor cannot be read"),
    ];

    private static readonly TypedValue[] OfTheHub =
    [
        new("shift <route>", "shift orders.plce --to new --reason x",
            "There is no route 'orders.plce'; did you mean 'orders.place'?"),
        new("shift <route>", "shift zzz --to new --dry-run", "There is no route 'zzz'; ./hub routes lists"),
        new("routes <route>", "routes orders.plce", "did you mean 'orders.place'?"),
        new("rollback <route>", "rollback orders.plce --reason x", "did you mean 'orders.place'?"),
        new("try <operation>", "try erp.get-itm", "erp has no operation 'get-itm'; did you mean 'GetItem'?"),
        new("try --route", "try erp.get-item --route orders.gte", "No route 'orders.gte' calls GetItem"),
        new("systems <system>", "systems epr", "There is no system 'epr'; did you mean 'erp'?"),
        new("record <system>", "record billng", "There is no wrapped system 'billng'"),
        new("record <system>", "record erp.get-itm", "erp has no operation 'get-itm'"),
        new("notify test --webhook", "notify test --webhook x", "the plan names no webhook"),
        new("token create <name>", "token create Bob --role viewer", "'Bob' is not a name", "such as ann"),
        new("token create --capability", "token create bob --role viewer --capability ordres",
            "--capability: the plan has no capability 'ordres'", "did you mean 'orders'?"),
        new("token revoke <name>", "token revoke nobody", "There is no token 'nobody'; ./hub token list"),
        new("approve <id>", "approve 000000000000", "No change '000000000000' waits for approval"),
        new("approvals <id>", "approvals 000000000000", "No change '000000000000' waits for approval"),
        new("replay <route>", "replay orders.gte", "did you mean 'orders.get'?"),
        new("retire <route>", "retire orders.gte --dry-run", "did you mean 'orders.get'?"),
        new("evidence <route>", "evidence orders.gte", "did you mean 'orders.get'?"),
        new("guardrail release <route>", "guardrail release orders.gte --reason x", "did you mean 'orders.get'?"),
        new("evidence <route>", "evidence orders.gte --path lines", "did you mean 'orders.get'?"),
        new("rules propose <route>", "rules propose orders.gte", "did you mean 'orders.get'?"),
        new("rules accept <id>", "rules accept orders.get:zzz --reason x",
            "No rule 'zzz' is proposed for orders.get; ./hub rules propose orders.get lists"),
        new("rules accept <id>", "rules accept zzz --reason x", "'zzz' is not an id such as orders.get:1f3a9c70"),
        new("rules withdraw <id>", "rules withdraw orders.get:zzz", "orders.get has no rule 'zzz'; ./hub rules list shows"),
        new("explain <request-id>", "explain nothing", "No node remembers request 'nothing'"),
        new("jobs <job>", "jobs inbox-prunning", "did you mean 'inbox-pruning'?"),
        new("jobs run <job>", "jobs run zzz", "There is no job 'zzz'; ./hub jobs lists"),
        new("jobs run --arguments", "jobs run inbox-pruning --arguments [1]", "--arguments: "),
        new("jobs run --arguments", "jobs run inbox-pruning --arguments {", "--arguments is not valid JSON (line 1"),
        new("jobs cancel <job>", "jobs cancel zzz", "There is no job 'zzz'; ./hub jobs lists"),
        new("revisions diff <to>", "revisions diff 1 999", "There is no revision 999; ./hub revisions lists"),
        new("audit --route", "audit --route orders.pplace", "There is no route 'orders.pplace'; did you mean 'orders.place'?"),
        new("audit export --route", "audit export --route orders.pplace", "There is no route 'orders.pplace'"),
        new("traffic --route", "traffic --route orders.pplace", "There is no route 'orders.pplace'; did you mean"),
        new("traffic --status", "traffic --status 6xx", "--status: must be a class such as 5xx, or a status such as 404"),
        new("traffic --request", "traffic --request xyz", "--request: must be the beginning of a request's id"),
        new("traffic --before", "traffic --before x", "--before: must be the next of a page"),
        new("audit --capability", "audit --capability ordres", "it has ", "did you mean 'orders'?"),
        new("audit export --capability", "audit export --capability ordres", "did you mean 'orders'?"),
        new("plan show <revision>", "plan show 999", "There is no revision 999; ./hub plan list"),
        new("plan show <file>", "plan show 1 capabilities/order.yaml",
            "did you mean 'capabilities/orders.yaml'; ./hub plan show 1 lists them."),
        new("plan export --revision", "plan export x --revision 999", "There is no revision 999; ./hub plan list"),
        new("plan diff --revision", "plan diff --revision 999", "There is no revision 999; ./hub plan list"),
        new("plan diff --plan", "plan diff --plan nowhere", NoPlan),
        new("plan diff --env", "plan diff --env finance-postgre", NoEnvironment),
        new("plan diff --capability", "plan diff --capability ordres",
            "--capability: none of the files", "did you mean 'orders'?"),
        new("plan apply --revision", "plan apply --revision 999 --reason x", "There is no revision 999; ./hub plan list"),
        new("plan apply --plan", "plan apply --plan nowhere --reason x", NoPlan),
        new("plan apply --env", "plan apply --env finance-postgre --reason x", NoEnvironment),
        new("plan apply --capability", "plan apply --capability ordres --reason x",
            "--capability: none of the files", "did you mean 'orders'?"),
        new("feed read <entity>", "feed read ordres", "There is no link 'ordres'; did you mean 'orders'?"),
        new("feed read --after", "feed read orders --after x", "'x' is not a cursor of a feed"),
        new("feed archive <entity>", "feed archive ordres --to x.gz", "There is no link 'ordres'; did you mean 'orders'?"),
        new("feed archive --after", "feed archive orders --to x.gz --after x", "'x' is not a cursor of a feed"),
        new("sync dropped <link>", "sync dropped ordres", "There is no link 'ordres'; did you mean 'orders'?"),
        new("sync dropped return <id>", "sync dropped return x --reason x", "No dropped change has the id 'x'"),
        new("sync conflicts <link>", "sync conflicts ordres", "There is no link 'ordres'; did you mean 'orders'?"),
        new("sync parked drop --link", "sync parked ordres drop --reason x --yes",
            "There is no link 'ordres'; did you mean 'orders'?"),
        new("sync conflicts resolve --link", "sync conflicts ordres resolve --use new --reason x --yes",
            "There is no link 'ordres'; did you mean 'orders'?"),
        new("sync install <link>", "sync install ordres", "There is no link 'ordres'; did you mean 'orders'?"),
        new("sync uninstall <link>", "sync uninstall ordres", "There is no link 'ordres'; did you mean 'orders'?"),
        new("sync backfill <link>", "sync backfill ordres", "There is no link 'ordres'; did you mean 'orders'?"),
        new("sync check <link>", "sync check ordres", "There is no link 'ordres'; did you mean 'orders'?"),
        new("sync deletions <link>", "sync deletions ordres --reason x", "There is no link 'ordres'; did you mean 'orders'?"),
        new("sync reconcile <link>", "sync reconcile ordres", "There is no link 'ordres'; did you mean 'orders'?"),
        new("sync conflicts resolve <id>", "sync conflicts resolve nothing --use new --reason x",
            "There is no conflict 'nothing'; ./hub sync conflicts lists"),
        new("sync replay <id>", "sync replay nothing", "No change 'nothing' is parked; ./hub sync parked lists"),
        new("sync replay --link", "sync replay --link ordres --reason x", "There is no link 'ordres'; did you mean 'orders'?"),
        new("sync parked <link>", "sync parked ordres", "There is no link 'ordres'; did you mean 'orders'?"),
        new("sync parked replay --link", "sync parked replay --link ordres --reason x",
            "There is no link 'ordres'; did you mean 'orders'?"),
        new("sync parked replay <id>", "sync parked replay nothing", "No change 'nothing' is parked; ./hub sync parked lists"),
        new("sync parked edit <id>", "sync parked edit nothing --content {\"a\":1} --reason x",
            "No change 'nothing' is parked; ./hub sync parked lists"),
        new("sync parked drop <id>", "sync parked drop nothing --yes --reason x",
            "No change 'nothing' is parked; ./hub sync parked lists"),
        new("sync parked drop --link", "sync parked drop --link ordres --yes --reason x",
            "There is no link 'ordres'; did you mean 'orders'?"),
        new("sync conflicts --after", "sync conflicts --after nothing", "There is no conflict 'nothing' to go on after"),
        new("sync conflicts resolve --link", "sync conflicts resolve --link ordres --use new --yes --reason x",
            "There is no link 'ordres'; did you mean 'orders'?"),
    ];

    // Tried where a store is: RescuingAPlan.
    private static readonly string[] Elsewhere = ["plan rescue --revision", "plan rescue --plan", "plan rescue --env"];

    public static TheoryData<TypedValue> ByTheLine => [.. OfTheLine];

    public static TheoryData<TypedValue> ByFiles => [.. OfFiles];

    public static TheoryData<TypedValue> ByTheHub => [.. OfTheHub];

    [Fact]
    public void Every_place_where_a_value_is_typed_is_tried() =>
        TypedValue.PlacesOf(AllCommands.Create())
            .Where(place => !Free.Any(f => place.EndsWith($" {f}", StringComparison.Ordinal) || place == f))
            .Except(Elsewhere.Concat(OfTheLine.Concat(OfFiles).Concat(OfTheHub).Select(v => v.Place)))
            .ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(ByTheLine))]
    public void The_command_line_refuses_it(TypedValue value)
    {
        var told = string.Join('\n', CommandLine.Read(AllCommands.Create(), value.Words).Faults);
        foreach (var said in value.Told)
            told.ShouldContain(said);
    }

    [Theory]
    [MemberData(nameof(ByFiles))]
    public async Task A_file_that_does_not_exist_is_wrong_usage(TypedValue value)
    {
        using var folder = new TemporaryFolder();
        var words = value.Words.Select(w => w == "DATA" ? folder.File("data") : w).ToArray();
        Refused(value, await HubCommand.RunAsync(new Dictionary<string, string?> { ["HUB_STORE"] = null }, words));
    }

    [Theory]
    [MemberData(nameof(ByTheHub))]
    public async Task What_the_hub_refuses_of_it_is_wrong_usage(TypedValue value) =>
        Refused(value, await HubCommand.RunAsync(await demo.EnvironmentAsync(), value.Words));

    [Fact]
    public async Task A_recording_of_an_unknown_system_makes_no_folder()
    {
        using var folder = new TemporaryFolder();
        await HubCommand.RunAsync(await demo.EnvironmentAsync(), "record", "billng", "--out", folder.File("recordings"));
        Directory.Exists(folder.File("recordings")).ShouldBeFalse();
    }

    [Fact]
    public async Task Input_that_an_operation_does_not_take_is_wrong_usage()
    {
        var result = await HubCommand.RunAsync(await demo.EnvironmentAsync(), "try", "erp.get-item", "--in", "{\"nosuch\":1}");
        result.ExitCode.ShouldBe(2, result.Output + result.Errors);
        result.Errors.ShouldContain("nosuch");
    }

    private static void Refused(TypedValue value, HubCommand.Result result)
    {
        (result.ExitCode, result.Output).ShouldBe((2, ""), result.Errors);
        foreach (var said in value.Told)
            result.Errors.ShouldContain(said);
    }
}
