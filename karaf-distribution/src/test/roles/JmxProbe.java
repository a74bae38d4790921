import java.util.Map;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** One JMX call as one user: prints "allowed", "refused" or "login refused". */
class JmxProbe {
    public static void main(String[] args) throws Exception {
        String port = args[0];
        Map<String, ?> login = Map.of("jmx.remote.credentials", new String[] {args[1], args[2]});
        var url = new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/karaf-demijohn");
        try (var connector = JMXConnectorFactory.connect(url, login)) {
            call(connector.getMBeanServerConnection(), args[3]);
            System.out.println("allowed");
        } catch (SecurityException e) {
            System.out.println(e.getMessage().contains("Authentication") ? "login refused" : "refused");
        }
    }

    private static void call(MBeanServerConnection server, String operation) throws Exception {
        switch (operation) {
            case "read" -> server.getAttribute(new ObjectName("java.lang:type=Runtime"), "VmName");
            case "gc" -> server.invoke(new ObjectName("java.lang:type=Memory"), "gc", null, null);
            case "start-level" ->
                    server.invoke(
                            new ObjectName("org.apache.karaf:type=system,name=demijohn"),
                            "getProperties",
                            new Object[] {false, false},
                            new String[] {"boolean", "boolean"});
            case "feature" ->
                    server.invoke(
                            new ObjectName("org.apache.karaf:type=feature,name=demijohn"),
                            "refreshRepository",
                            new Object[] {"demijohn-0.1.0"},
                            new String[] {"java.lang.String"});
            case "config" ->
                    server.invoke(
                            new ObjectName("org.apache.karaf:type=config,name=demijohn"),
                            "setProperty",
                            new Object[] {"org.apache.karaf.command.acl.shell", "cat", "admin"},
                            new String[] {"java.lang.String", "java.lang.String", "java.lang.String"});
            default -> throw new IllegalArgumentException(operation);
        }
    }
}
